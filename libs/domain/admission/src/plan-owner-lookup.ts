import { decide, type WebhookName } from './decision.js';
import type { JsonValue } from './json.js';
import { selectLibraries } from './library/select-libraries.js';
import { isEnabled } from './mutate-pod.js';
import type { ObjectAddress } from './owner-lookup.js';
import type { AdmissionPlan, MutationContext } from './plan.js';
import { type Pod, readPod } from './pod.js';
import { decideSwitch } from './switches.js';
import { firstOwner } from './unified-tags.js';

/**
 * The object to read before a webhook can decide: the first owner of a pod that gets tags and has no tag label itself.
 * Undefined, and thus no call, for every other pod. Go on with `nextOwnerStep`.
 */
export function planOwnerLookup(
  webhook: WebhookName,
  pod: JsonValue,
  plan: AdmissionPlan,
  context: MutationContext,
): ObjectAddress | undefined {
  if (webhook === 'agent_config' || !isEnabled(webhook, plan) || !isEnabled('standard_tags', plan)) return undefined;
  const read = readPod(pod);
  if (!read.ok) return undefined;
  const owner = firstOwner(read.pod, context);
  return owner?.ok === true && getsTags(webhook, read.pod, plan, context) ? owner.object : undefined;
}

function getsTags(webhook: WebhookName, pod: Pod, plan: AdmissionPlan, context: MutationContext): boolean {
  return webhook === 'lib_injection'
    ? selectLibraries(pod, plan, context).injects
    : decideSwitch(pod, plan, context, decide(webhook, 'switch')).on;
}
