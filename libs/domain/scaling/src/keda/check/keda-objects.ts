import { below, type DocumentPath, type DocumentPlace } from './finding.js';
import { isObject } from '../../series-answer.js';

/** A document of a file, parsed from YAML. */
export interface KedaDocument {
  readonly index: number;
  readonly value: unknown;
  /** Where in the document the object stands, for those of lists. */
  readonly path?: DocumentPath;
}

/** What identifies an object; the namespace is empty when it is not written. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A trigger, and where it stands. */
export interface KedaTrigger extends DocumentPlace {
  readonly owner: ObjectName;
  /** Place among the triggers of its owner. */
  readonly index: number;
  readonly type: string;
  readonly metricType: string | undefined;
  /** The values as they are written; those of KEDA are texts. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether a formula of scalingModifiers uses the triggers. */
  readonly isMetricSource: boolean;
  readonly authenticationRef: { readonly kind: string; readonly name: string } | undefined;
}

/** A parameter that a TriggerAuthentication gives. */
export interface AuthParameter extends DocumentPlace {
  readonly parameter: string;
  /** The Secret and its key, when it comes from one. */
  readonly secret: { readonly name: string; readonly key: string } | undefined;
}

/** A TriggerAuthentication or ClusterTriggerAuthentication. */
export interface KedaAuthentication extends DocumentPlace, ObjectName {
  readonly parameters: readonly AuthParameter[];
}

/** A Secret; a value is undefined when it is not written. */
export interface SecretObject extends DocumentPlace, ObjectName {
  readonly values: ReadonlyMap<string, string | undefined>;
}

/** A DatadogMetric. */
export interface MetricObject extends DocumentPlace, ObjectName {
  readonly annotations: Readonly<Record<string, string>>;
}

/** All that matters of a file. */
export interface KedaObjects {
  readonly triggers: readonly KedaTrigger[];
  readonly authentications: readonly KedaAuthentication[];
  /** Those that hold something; the others are filled by somebody else. */
  readonly secrets: readonly SecretObject[];
  readonly metrics: readonly MetricObject[];
}

/** Turns base64 into text; undefined when it is not base64. */
export type DecodeBase64 = (text: string) => string | undefined;

type Json = Readonly<Record<string, unknown>>;

/** Kubernetes fills in the keys of such a Secret. */
const tokenSecretType = 'kubernetes.io/service-account-token';
const tokenSecretKeys = ['ca.crt', 'namespace', 'token'];
/** Most levels of an authentication that are looked through. */
const maxDepth = 6;

/** Reads the objects of a file; documents of other kinds are left out. */
export function readKedaObjects(documents: readonly KedaDocument[], decodeBase64: DecodeBase64): KedaObjects {
  const objects = documents.flatMap(({ index, path = [], value }) =>
    isObject(value) ? [{ place: { document: index, path }, object: value, name: nameOf(value) }] : [],
  );
  const ofKind = (...kinds: readonly string[]) => objects.filter(({ name }) => kinds.includes(name.kind));
  return {
    triggers: ofKind('ScaledObject', 'ScaledJob').flatMap(({ name, object, place }) =>
      readTriggers(object, name, place),
    ),
    authentications: ofKind('TriggerAuthentication', 'ClusterTriggerAuthentication').map(({ name, object, place }) => ({
      ...place,
      ...name,
      parameters: collectParameters(object['spec'], below(place, 'spec'), 0),
    })),
    secrets: ofKind('Secret')
      .map(({ name, object, place }) => ({ ...place, ...name, values: readSecret(object, decodeBase64) }))
      .filter(({ values }) => values.size > 0),
    metrics: ofKind('DatadogMetric').map(({ name, object, place }) => ({
      ...place,
      ...name,
      annotations: textsOf(recordOf(recordOf(object['metadata'])['annotations'])),
    })),
  };
}

/** Whether two objects may be in one namespace: they are when it is not written. */
export function mayShareNamespace(one: string, other: string): boolean {
  return one === '' || other === '' || one === other;
}

/** `Kind namespace/name`, without the namespace when it is not written. */
export function printName({ kind, name, namespace }: ObjectName): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function nameOf(object: Json): ObjectName {
  const metadata = recordOf(object['metadata']);
  return { kind: textOf(object['kind']), namespace: textOf(metadata['namespace']), name: textOf(metadata['name']) };
}

function readTriggers(object: Json, owner: ObjectName, place: DocumentPlace): KedaTrigger[] {
  const spec = recordOf(object['spec']);
  const { triggers } = spec;
  const advanced = recordOf(spec['advanced']);
  const isMetricSource = textOf(recordOf(advanced['scalingModifiers'])['formula']) !== '';
  if (!Array.isArray(triggers)) return [];
  return triggers.map((value: unknown, index) => {
    const trigger = recordOf(value);
    const { metricType } = trigger;
    return {
      ...below(place, 'spec', 'triggers', index),
      owner,
      index,
      type: textOf(trigger['type']),
      metricType: typeof metricType === 'string' ? metricType : undefined,
      metadata: recordOf(trigger['metadata']),
      isMetricSource,
      authenticationRef: readReference(trigger['authenticationRef']),
    };
  });
}

function readReference(value: unknown): KedaTrigger['authenticationRef'] {
  if (!isObject(value)) return undefined;
  return { kind: textOf(value['kind']) || 'TriggerAuthentication', name: textOf(value['name']) };
}

/** Every source of parameters (Secrets, vaults, ...) names them in a field `parameter`. */
function collectParameters(value: unknown, place: DocumentPlace, depth: number): AuthParameter[] {
  if (depth > maxDepth) return [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => collectParameters(item, below(place, index), depth + 1));
  if (!isObject(value)) return [];
  const { key, name, parameter } = value;
  if (typeof parameter === 'string') {
    const isSecret = place.path.includes('secretTargetRef');
    return [{ ...place, parameter, secret: isSecret ? { name: textOf(name), key: textOf(key) } : undefined }];
  }
  return Object.entries(value).flatMap(([field, item]) => collectParameters(item, below(place, field), depth + 1));
}

function readSecret(object: Json, decodeBase64: DecodeBase64): ReadonlyMap<string, string | undefined> {
  const encoded = Object.entries(recordOf(object['data'])).map(
    ([key, value]) => [key, typeof value === 'string' ? decodeBase64(value) : undefined] as const,
  );
  const plain = Object.entries(recordOf(object['stringData'])).map(
    ([key, value]) => [key, typeof value === 'string' ? value : undefined] as const,
  );
  const filled = object['type'] === tokenSecretType ? tokenSecretKeys.map((key) => [key, undefined] as const) : [];
  return new Map([...filled, ...encoded, ...plain]);
}

function textsOf(record: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function recordOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
