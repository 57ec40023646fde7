import { crds, type JsonSchema, toStructuralSchema } from '@dogwatch/crds';
import { adoptAnnotation, deletionPolicyAnnotation, isObject } from '@dogwatch/monitors';
import { nearestName } from '@dogwatch/query';
import { checkSchema, type SchemaProblem, unknownField } from './check-schema.js';
import { kindNames, kindOf } from './monitor-resource.js';
import type { FieldPath, ManifestObject } from './read-manifest.js';

const members = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const group = 'datadoghq.com';
/** Kinds of the same group that others keep. */
const foreignKinds = [
  'DatadogAgent',
  'DatadogAgentInternal',
  'DatadogAgentProfile',
  'DatadogCSIDriver',
  'DatadogInstrumentation',
  'DatadogMetric',
  'DatadogPodAutoscaler',
];

/** Whether an object is of a kind that monitor-sync keeps, or seems to be meant as one. */
export function isMeantForSync(object: ManifestObject): boolean {
  if (kindOf(object) !== undefined) return true;
  const { apiVersion, kind } = object.value;
  if (typeof kind !== 'string') return false;
  if (kindNames.includes(kind)) return true;
  const isGroup = typeof apiVersion === 'string' && apiVersion.startsWith(`${group}/`);
  return isGroup && !foreignKinds.includes(kind);
}

/** What the API server has against an object, and annotations that would be passed over. */
export function checkObject(object: ManifestObject): readonly SchemaProblem[] {
  const kind = kindOf(object);
  if (kind === undefined) return [checkKind(object)];
  const { crd } = kind;
  const { apiVersion, metadata, spec } = object.value;
  const version = `${crd.group}/${crd.version}`;
  return [
    ...(apiVersion === version
      ? []
      : [bad(['apiVersion'], `apiVersion is ${show(apiVersion)}; it must be ${version}`)]),
    ...Object.keys(object.value)
      .filter((name) => !members.includes(name))
      .map((name) => unknownField([name], members)),
    ...checkMetadata(metadata),
    ...(spec === undefined
      ? [{ reason: 'Missing' as const, path: ['spec'], message: 'spec is required' }]
      : checkSchema(schemaOf(crd.kind), spec, ['spec'])),
  ];
}

function schemaOf(kind: string): JsonSchema {
  const crd = crds.find((candidate) => candidate.kind === kind);
  return crd === undefined ? {} : toStructuralSchema(crd.spec);
}

function checkKind({ value: { apiVersion, kind } }: ManifestObject): SchemaProblem {
  if (typeof kind === 'string' && kindNames.includes(kind)) {
    return bad(['apiVersion'], `apiVersion is ${show(apiVersion)}; it must be ${group}/v1alpha1`);
  }
  const near = typeof kind === 'string' ? nearestName(kind, kindNames) : undefined;
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return bad(['kind'], `kind is ${show(kind)}; it must be one of ${kindNames.join(', ')}${hint}`);
}

const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const maxNameLength = 253;

function checkMetadata(metadata: unknown): readonly SchemaProblem[] {
  if (!isObject(metadata)) {
    return [{ reason: 'Missing', path: ['metadata'], message: 'metadata is required, with a name' }];
  }
  const { name, annotations, labels } = metadata;
  return [
    ...(metadata['generateName'] === undefined || name !== undefined ? checkName(name) : []),
    ...checkTexts(annotations, ['metadata', 'annotations']),
    ...checkTexts(labels, ['metadata', 'labels']),
    ...(isObject(annotations) ? checkAnnotations(annotations) : []),
  ];
}

function checkName(name: unknown): readonly SchemaProblem[] {
  if (typeof name === 'string' && name.length <= maxNameLength && namePattern.test(name)) return [];
  const right = `a name of lower case letters, digits, "-" and ".", at most ${maxNameLength} characters`;
  return [bad(['metadata', 'name'], `metadata.name is ${show(name)}; it must be ${right}`)];
}

function checkTexts(map: unknown, path: FieldPath): readonly SchemaProblem[] {
  const schema = { type: 'string' };
  return isObject(map) ? Object.entries(map).flatMap(([key, value]) => checkSchema(schema, value, [...path, key])) : [];
}

const ownAnnotations = [adoptAnnotation, deletionPolicyAnnotation];

function checkAnnotations(annotations: Readonly<Record<string, unknown>>): readonly SchemaProblem[] {
  const policy = annotations[deletionPolicyAnnotation];
  const isPolicy = policy === undefined || policy === 'Delete' || policy === 'Orphan';
  return [
    ...Object.keys(annotations)
      .filter((name) => name.startsWith('monitor.datadoghq.com/') && !ownAnnotations.includes(name))
      .map((name) => unknownField(['metadata', 'annotations', name], ownAnnotations)),
    ...(isPolicy
      ? []
      : [
          bad(
            ['metadata', 'annotations', deletionPolicyAnnotation],
            `the annotation ${deletionPolicyAnnotation} is ${show(policy)}; it must be Delete or Orphan`,
          ),
        ]),
  ];
}

function bad(path: FieldPath, message: string): SchemaProblem {
  return { reason: 'BadValue', path, message };
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
