import {
  type AdmissionPlan,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutationContext,
  objectAt,
  objectsAt,
  textAt,
} from '@dogwatch/admission';
import { planFrom } from './laws.js';

/** The request of examples. */
export const context: MutationContext = { namespace: 'shop', nowSeconds: 1_700_000_000 };

/** A plan for examples. */
export function plan(environment: Readonly<Record<string, string>> = {}): AdmissionPlan {
  return planFrom(environment);
}

/** What examples say about a pod. */
export interface PodExample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly JsonObject[];
  readonly spec?: JsonObject;
}

/** A pod that opted in, with one container `app` unless `spec` says otherwise. */
export function optedIn({ labels, annotations, owners, spec }: PodExample = {}): JsonObject {
  return {
    metadata: {
      labels: { 'admission.datadoghq.com/enabled': 'true', ...labels },
      ...(annotations && { annotations }),
      ...(owners && { ownerReferences: owners }),
    },
    spec: { containers: [{ name: 'app' }], ...spec },
  };
}

/** The names of a container's variables, with their values where they have one. */
export function envOf(pod: JsonValue, name = 'app'): readonly string[] {
  const spec = isJsonObject(pod) ? objectAt(pod, 'spec') : undefined;
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  return objectsAt(
    containers.find((container) => container['name'] === name),
    'env',
  ).map((variable) =>
    [textAt(variable, 'name'), textAt(variable, 'value')].filter((text) => text !== undefined).join('='),
  );
}
