import { injectAgentEnvironment } from './agent-env.js';
import { decide, type Decision, type RuleResult, type WebhookName } from './decision.js';
import type { JsonValue } from './json.js';
import { type PatchOperation, planPatch } from './json-patch.js';
import { type InjectionSummary, injectLibraries } from './library/inject-libraries.js';
import { type Selection, selectLibraries } from './library/select-libraries.js';
import type { AdmissionPlan, MutationContext } from './plan.js';
import { type Pod, readPod } from './pod.js';
import type { Failure } from './reasons.js';
import { decideSwitch } from './switches.js';
import { injectUnifiedTags } from './unified-tags.js';

/** What became of a pod, and why. */
export interface Mutation {
  /** The operations of the JSON patch; empty when the pod stays as it is. */
  readonly edits: readonly PatchOperation[];
  /** The pod with the edits; the same value when there are none. */
  readonly pod: JsonValue;
  /** What each rule did, in order. */
  readonly decisions: readonly Decision[];
  /** Sentences for whoever creates the pod, each once. */
  readonly warnings: readonly string[];
  /** Which libraries were injected, when some were asked for. */
  readonly injection?: InjectionSummary;
  /** The webhook failed: the pod is admitted unchanged and the answer carries this message. */
  readonly failure?: Failure;
}

/**
 * What the webhooks make of a pod, one after the other as the API server calls them: `agent_config`, `standard_tags`,
 * `lib_injection`, as far as they are enabled. A webhook that fails leaves the pod to the next one as it was.
 * Any JSON value is taken as a pod; one that is not built like a pod stays as it is.
 */
export function mutatePod(pod: JsonValue, plan: AdmissionPlan, context: MutationContext): Mutation {
  return mutate(pod, webhookOrder, plan, context);
}

/** What one webhook makes of a pod. */
export function mutateForWebhook(
  webhook: WebhookName,
  pod: JsonValue,
  plan: AdmissionPlan,
  context: MutationContext,
): Mutation {
  return mutate(pod, [webhook], plan, context);
}

/** What the last stage of `lib_injection` alone makes of a pod: the libraries, without tags and agent address. */
export function mutateForLibraries(pod: JsonValue, plan: AdmissionPlan, context: MutationContext): Mutation {
  return run(pod, ['lib_injection'], (webhook, current) =>
    isEnabled(webhook, plan)
      ? injectSelected(current, selectLibraries(current, plan, context), plan, context)
      : disabled(webhook, current),
  );
}

/** The webhooks in the order the API server calls them. */
export const webhookOrder: readonly WebhookName[] = ['agent_config', 'standard_tags', 'lib_injection'];

/** Whether a webhook is turned on by its options, and for `lib_injection` free of contradictions. */
export function isEnabled(webhook: WebhookName, { options, injectsLibraries }: AdmissionPlan): boolean {
  if (!options.enabled || !options.mutationEnabled) return false;
  if (webhook === 'agent_config') return options.injectConfigEnabled;
  return webhook === 'standard_tags' ? options.injectTagsEnabled : injectsLibraries;
}

interface Step extends RuleResult {
  readonly injection?: InjectionSummary;
}

function mutate(
  value: JsonValue,
  webhooks: readonly WebhookName[],
  plan: AdmissionPlan,
  context: MutationContext,
): Mutation {
  return run(value, webhooks, (webhook, pod) =>
    isEnabled(webhook, plan) ? runWebhook(webhook, pod, plan, context) : disabled(webhook, pod),
  );
}

function run(
  value: JsonValue,
  webhooks: readonly WebhookName[],
  step: (webhook: WebhookName, pod: Pod) => Step,
): Mutation {
  const read = readPod(value);
  if (!read.ok) return malformed(value, webhooks, read.message);
  let { pod } = read;
  let failed: Failure | undefined;
  let injection: InjectionSummary | undefined;
  const decisions: Decision[] = [];
  for (const webhook of webhooks) {
    const result = step(webhook, pod);
    decisions.push(...result.decisions);
    if (result.failure === undefined) ({ pod } = result);
    failed ??= result.failure;
    injection ??= result.injection;
  }
  return {
    edits: planPatch(value, pod),
    pod,
    decisions,
    warnings: [...new Set(decisions.filter(({ warns }) => warns).map(({ message }) => message))],
    ...(injection && { injection }),
    ...(failed && { failure: failed }),
  };
}

function malformed(pod: JsonValue, webhooks: readonly WebhookName[], message: string): Mutation {
  const decisions = webhooks.map((webhook) => decide(webhook, 'shape').warned('MalformedPod', message));
  return { edits: [], pod, decisions, warnings: [message] };
}

function disabled(webhook: WebhookName, pod: Pod): Step {
  const decision = decide(webhook, 'enabled').skipped('WebhookDisabled', `the webhook ${webhook} is turned off`);
  return { pod, decisions: [decision] };
}

function runWebhook(webhook: WebhookName, pod: Pod, plan: AdmissionPlan, context: MutationContext): Step {
  if (webhook === 'lib_injection') return runLibraryWebhook(pod, plan, context);
  const { on, decisions } = decideSwitch(pod, plan, context, decide(webhook, 'switch'));
  if (!on) return { pod, decisions };
  const rule = webhook === 'agent_config' ? injectAgentEnvironment(pod, plan) : injectUnifiedTags(pod, context);
  return { ...rule, decisions: [...decisions, ...rule.decisions] };
}

/** Pods that get libraries get tags and agent address as well, even those without the label. */
function runLibraryWebhook(pod: Pod, plan: AdmissionPlan, context: MutationContext): Step {
  const selection = selectLibraries(pod, plan, context);
  if (!selection.injects) return { pod, decisions: selection.decisions };
  const steps: readonly ((pod: Pod) => Step)[] = [
    (current) => (isEnabled('standard_tags', plan) ? injectUnifiedTags(current, context) : noStep(current)),
    (current) => (isEnabled('agent_config', plan) ? injectAgentEnvironment(current, plan) : noStep(current)),
    (current) => injectSelected(current, selection, plan, context),
  ];
  let result: Step = noStep(pod);
  for (const step of steps) {
    const next = step(result.pod);
    // Whichever rule it was, it was this webhook that was called.
    const decisions = next.decisions.map((decision) => ({ ...decision, webhook: 'lib_injection' as const }));
    result = { ...next, decisions: [...result.decisions, ...decisions] };
    if (result.failure !== undefined) return result;
  }
  return result;
}

function noStep(pod: Pod): Step {
  return { pod, decisions: [] };
}

function injectSelected(pod: Pod, selection: Selection, plan: AdmissionPlan, context: MutationContext): Step {
  if (!selection.injects) return { pod, decisions: selection.decisions };
  const result = injectLibraries(pod, selection, plan, context);
  return { ...result, decisions: [...selection.decisions, ...result.decisions] };
}
