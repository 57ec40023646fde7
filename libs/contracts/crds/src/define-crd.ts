import { z } from 'zod';

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'boolean' | 'date' | 'integer' | 'number' | 'string';
  readonly jsonPath: string;
  readonly description?: string;
}

/** Everything about one custom resource; its CustomResourceDefinition and its types are derived from this. */
export interface CrdDefinition<Spec extends z.ZodType = z.ZodType, Status extends z.ZodType = z.ZodType> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly description: string;
  readonly spec: Spec;
  readonly status: Status;
  readonly columns: readonly PrinterColumn[];
}

/** A structural OpenAPI v3 schema as Kubernetes wants it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Declares a custom resource. The identity function, there for the types. */
export function defineCrd<Spec extends z.ZodType, Status extends z.ZodType>(
  definition: CrdDefinition<Spec, Status>,
): CrdDefinition<Spec, Status> {
  return definition;
}

/** A field that holds an integer or a text, such as a port or a quantity. */
export function intOrString(): z.ZodType<number | string> {
  return z.union([z.number().int(), z.string()]).meta({ 'x-kubernetes-int-or-string': true });
}

/** A field whose content the API server keeps as it is. */
export function preserveUnknownFields(): z.ZodType<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).meta({ 'x-kubernetes-preserve-unknown-fields': true });
}

/**
 * The structural schema of `type`. zod writes some things that the API server refuses in a CustomResourceDefinition:
 * `anyOf` beside int-or-string, `additionalProperties` beside preserve-unknown-fields, ``additionalProperties: false`.
 */
export function toStructuralSchema(type: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: 'openapi-3.0',
    io: 'input',
    override: ({ jsonSchema }) => {
      const node: Record<string, unknown> = jsonSchema;
      if (node['x-kubernetes-int-or-string'] === true) {
        delete node['anyOf'];
        delete node['type'];
      }
      if (node['x-kubernetes-preserve-unknown-fields'] === true) {
        delete node['additionalProperties'];
        delete node['properties'];
        node['type'] = 'object';
      }
      if (node['additionalProperties'] === false) delete node['additionalProperties'];
      if (node['maximum'] === Number.MAX_SAFE_INTEGER) delete node['maximum'];
      if (node['minimum'] === Number.MIN_SAFE_INTEGER) delete node['minimum'];
    },
  });
  return schema;
}

/** The CustomResourceDefinition manifest (apiextensions.k8s.io/v1) of a custom resource. */
export function toManifest(crd: CrdDefinition): Record<string, unknown> {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${crd.plural}.${crd.group}` },
    spec: {
      group: crd.group,
      names: {
        kind: crd.kind,
        listKind: `${crd.kind}List`,
        plural: crd.plural,
        singular: crd.singular,
        ...(crd.shortNames === undefined ? {} : { shortNames: crd.shortNames }),
      },
      scope: 'Namespaced',
      versions: [toVersion(crd)],
    },
  };
}

function toVersion(crd: CrdDefinition): Record<string, unknown> {
  return {
    name: crd.version,
    served: true,
    storage: true,
    additionalPrinterColumns: crd.columns,
    schema: {
      openAPIV3Schema: {
        type: 'object',
        description: crd.description,
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec: toStructuralSchema(crd.spec),
          status: toStructuralSchema(crd.status),
        },
      },
    },
    subresources: { status: {} },
  };
}
