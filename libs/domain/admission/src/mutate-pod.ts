import { decide, type Decision, type WebhookName } from './decision.js';
import type { JsonValue } from './json.js';
import { type PatchOperation, planPatch } from './json-patch.js';
import type { InjectionSummary } from './library/inject-libraries.js';
import type { ObjectAddress, OwnerLookup } from './owner-lookup.js';
import type { AdmissionPlan, MutationContext } from './plan.js';
import { type Pod, readPod } from './pod.js';
import type { Failure } from './reasons.js';
import { planWebhook, runLibraryStage, type StepResult } from './webhook-step.js';

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
  return run(pod, webhookOrder, (webhook, current) => planWebhook(webhook, current, plan, context).run(context.owner));
}

/** What one webhook makes of a pod. */
export function mutateForWebhook(
  webhook: WebhookName,
  pod: JsonValue,
  plan: AdmissionPlan,
  context: MutationContext,
): Mutation {
  return prepareMutation(webhook, pod, plan, context).finish(context.owner);
}

/** What the last stage of `lib_injection` alone makes of a pod: the libraries, without tags and agent address. */
export function mutateForLibraries(pod: JsonValue, plan: AdmissionPlan, context: MutationContext): Mutation {
  return run(pod, ['lib_injection'], (_, current) => runLibraryStage(current, plan, context));
}

/** A mutation that waits for the owner of the pod, if that has to be known. */
export interface PreparedMutation {
  /**
   * The object to read first: the first owner of a pod that gets tags and has no tag label itself. Undefined, and thus no call,
   * for every other pod. Go on with `nextOwnerStep`.
   */
  readonly lookup?: ObjectAddress;
  /** `owner` is what became of the lookup. */
  readonly finish: (owner?: OwnerLookup) => Mutation;
}

/** What one webhook makes of a pod, in two halves: all that can be decided without the owner of the pod, and the rest. */
export function prepareMutation(
  webhook: WebhookName,
  value: JsonValue,
  plan: AdmissionPlan,
  context: MutationContext,
): PreparedMutation {
  const read = readPod(value);
  if (!read.ok) return { finish: () => malformed(value, [webhook], read.message) };
  const { lookup, run } = planWebhook(webhook, read.pod, plan, context);
  return {
    ...(lookup !== undefined && { lookup }),
    finish: (owner) => {
      const result = run(owner);
      return toMutation(value, result.failure === undefined ? result.pod : read.pod, result);
    },
  };
}

/** The webhooks in the order the API server calls them. */
export const webhookOrder: readonly WebhookName[] = ['agent_config', 'standard_tags', 'lib_injection'];

function run(
  value: JsonValue,
  webhooks: readonly WebhookName[],
  step: (webhook: WebhookName, pod: Pod) => StepResult,
): Mutation {
  const read = readPod(value);
  if (!read.ok) return malformed(value, webhooks, read.message);
  let { pod } = read;
  let failure: Failure | undefined;
  let injection: InjectionSummary | undefined;
  const decisions: Decision[] = [];
  for (const webhook of webhooks) {
    const result = step(webhook, pod);
    decisions.push(...result.decisions);
    if (result.failure === undefined) ({ pod } = result);
    failure ??= result.failure;
    injection ??= result.injection;
  }
  return toMutation(value, pod, { decisions, ...(injection && { injection }), ...(failure && { failure }) });
}

function toMutation(value: JsonValue, pod: Pod, { decisions, injection, failure }: Omit<StepResult, 'pod'>): Mutation {
  return {
    edits: planPatch(value, pod),
    pod,
    decisions,
    warnings: [...new Set(decisions.filter(({ warns }) => warns).map(({ message }) => message))],
    ...(injection && { injection }),
    ...(failure && { failure }),
  };
}

function malformed(pod: JsonValue, webhooks: readonly WebhookName[], message: string): Mutation {
  const decisions = webhooks.map((webhook) => decide(webhook, 'shape').warned('MalformedPod', message));
  return { edits: [], pod, decisions, warnings: [message] };
}
