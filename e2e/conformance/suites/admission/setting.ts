import {
  type AdmissionPlan,
  compileAdmissionPlan,
  type JsonObject,
  type JsonValue,
  type MutationContext,
  nextOwnerStep,
  type ObjectAddress,
  type OwnerLookup,
  parseAdmissionOptions,
  type ParsedOptions,
  planOwnerLookup,
  type WebhookName,
} from '@dogwatch/admission';
import type { Vector } from './vector.ts';

const startTimeSeconds = 1_690_000_000;
const nowSeconds = 1_700_000_000;

/** The options a vector runs with; its profile says which generation of injection it was made for. */
export function parseOptions({ config, profile }: Vector): ParsedOptions {
  const version = profile === 'legacy-v1' ? 'v1' : 'v2';
  return parseAdmissionOptions({ DD_APM_INSTRUMENTATION_VERSION: version, ...config });
}

/** The plan a vector runs with. */
export function planOf(vector: Vector): AdmissionPlan {
  const { clusterAgentNamespace = 'datadog-ns', clusterAgentStartTime, kubernetesVersion } = vector.context ?? {};
  return compileAdmissionPlan(parseOptions(vector), {
    ownNamespace: clusterAgentNamespace,
    startTimeSeconds: Number(clusterAgentStartTime ?? startTimeSeconds),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
  });
}

/** The request of a vector, with the owner that its API server has. */
export function contextOf(vector: Vector, webhook: WebhookName, pod: JsonValue, plan: AdmissionPlan): MutationContext {
  const { namespace = 'ns', now, namespaceLabels } = vector.context ?? {};
  const labels = namespaceLabels?.[namespace];
  const context = {
    namespace,
    nowSeconds: typeof now === 'number' ? now : nowSeconds,
    ...(labels && { namespaceLabels: labels }),
  };
  const owner = lookUp(vector, planOwnerLookup(webhook, pod, plan, context));
  return { ...context, ...(owner && { owner }) };
}

function lookUp({ owners = [] }: Vector, first: ObjectAddress | undefined): OwnerLookup | undefined {
  let address = first;
  for (let isFirst = true; address !== undefined; isFirst = false) {
    const step = nextOwnerStep(address, metadataOf(owners, address), isFirst);
    if (step.next === 'done') return step.owner;
    address = step.object;
  }
  return undefined;
}

function metadataOf(owners: readonly JsonObject[], { kind, namespace, name }: ObjectAddress): JsonObject | undefined {
  const metadata = owners
    .filter((owner) => owner['kind'] === kind)
    .map((owner) => owner['metadata'] as JsonObject)
    .find((candidate) => candidate['name'] === name && candidate['namespace'] === namespace);
  return metadata;
}
