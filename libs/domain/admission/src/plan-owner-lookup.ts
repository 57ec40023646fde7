import type { WebhookName } from './decision.js';
import type { JsonValue } from './json.js';
import { prepareMutation } from './mutate-pod.js';
import type { ObjectAddress } from './owner-lookup.js';
import type { AdmissionPlan, MutationContext } from './plan.js';

/** The `lookup` of a mutation, for those who prepare it twice: once to find the owner, once to mutate with it. */
export function planOwnerLookup(
  webhook: WebhookName,
  pod: JsonValue,
  plan: AdmissionPlan,
  context: MutationContext,
): ObjectAddress | undefined {
  return prepareMutation(webhook, pod, plan, context).lookup;
}
