import { injectAgentEnvironment } from './agent-env.js';
import { decide, type Decision, type RuleResult, type WebhookName } from './decision.js';
import { type InjectionSummary, injectLibraries } from './library/inject-libraries.js';
import { detectedIn } from './library/language-annotations.js';
import { type Selection, selectLibraries } from './library/select-libraries.js';
import { isOfDeployment, type ObjectAddress, type OwnerLookup } from './owner-lookup.js';
import type { AdmissionPlan, MutationContext } from './plan.js';
import type { Pod } from './pod.js';
import { decideSwitch } from './switches.js';
import { firstOwner, injectUnifiedTags, planUnifiedTags } from './unified-tags.js';

/** What a webhook made of a pod. */
export interface StepResult extends RuleResult {
  /** Which libraries were injected, when some were asked for. */
  readonly injection?: InjectionSummary;
}

/** What a webhook does with a pod, planned as far as it can be without the owner. */
export interface WebhookStep {
  /** The object to read first; undefined when no owner has to be known. */
  readonly lookup?: ObjectAddress;
  /** `owner` is what became of the lookup. */
  readonly run: (owner: OwnerLookup | undefined) => StepResult;
}

/** Whether a webhook is turned on by its options, and for `lib_injection` free of contradictions. */
export function isEnabled(webhook: WebhookName, { options, injectsLibraries }: AdmissionPlan): boolean {
  if (!options.enabled || !options.mutationEnabled) return false;
  if (webhook === 'agent_config') return options.injectConfigEnabled;
  return webhook === 'standard_tags' ? options.injectTagsEnabled : injectsLibraries;
}

/** Plans what a webhook does with a pod. */
export function planWebhook(
  webhook: WebhookName,
  pod: Pod,
  plan: AdmissionPlan,
  context: MutationContext,
): WebhookStep {
  if (!isEnabled(webhook, plan)) return decided(disabled(webhook, pod));
  if (webhook === 'lib_injection') return planLibraryWebhook(pod, plan, context);
  const { on, decisions } = decideSwitch(pod, plan, context, switches[webhook]);
  if (!on) return decided({ pod, decisions });
  if (webhook === 'agent_config') return { run: () => behind(decisions, injectAgentEnvironment(pod, plan)) };
  const tags = planUnifiedTags(pod, context);
  return {
    ...(tags.from === 'owner' && { lookup: tags.object }),
    run: (owner) => behind(decisions, injectUnifiedTags(pod, tags, owner)),
  };
}

const switches = {
  agent_config: decide('agent_config', 'switch'),
  standard_tags: decide('standard_tags', 'switch'),
};

/** Pods that get libraries get tags and agent address as well, even those without the label. */
function planLibraryWebhook(pod: Pod, plan: AdmissionPlan, context: MutationContext): WebhookStep {
  const selection = selectLibraries(pod, plan, context);
  if (!selection.injects) return decided({ pod, decisions: selection.decisions });
  const tags = isEnabled('standard_tags', plan) ? planUnifiedTags(pod, context) : undefined;
  const rules = (owner: OwnerLookup | undefined): readonly ((pod: Pod) => StepResult)[] => [
    (current) => (tags === undefined ? untouched(current) : claim(injectUnifiedTags(current, tags, owner))),
    (current) => (isEnabled('agent_config', plan) ? claim(injectAgentEnvironment(current, plan)) : untouched(current)),
    (current) => injectDetected(current, selection, plan, { ...context, ...(owner && { owner }) }),
  ];
  const lookup = tags?.from === 'owner' ? tags.object : planDetection(pod, selection, plan, context);
  return { ...(lookup && { lookup }), run: (owner) => runInTurn(pod, rules(owner)) };
}

/** The owner to look up for the detected languages, where they decide about the libraries. */
function planDetection(
  pod: Pod,
  selection: Selection,
  plan: AdmissionPlan,
  context: MutationContext,
): ObjectAddress | undefined {
  if (!plan.options.injectAutoDetectedLibraries || !isOpenToDetection(selection)) return undefined;
  const owner = firstOwner(pod, context);
  return owner.ok && isOfDeployment(owner.object) ? owner.object : undefined;
}

/** Whether a target decided, and left the languages open. */
function isOpenToDetection(selection: Selection): boolean {
  return selection.injects && selection.target !== undefined && selection.isDefault;
}

/** Injects what was selected or, where detection has a say and the owner tells what it found, what is selected with that. */
function injectDetected(pod: Pod, selection: Selection, plan: AdmissionPlan, context: MutationContext): StepResult {
  const { owner } = context;
  const detected = owner?.found === true && isOpenToDetection(selection) ? owner.detected : undefined;
  const detectedLanguages = detected === undefined ? [] : detectedIn(pod, detected);
  if (detectedLanguages.length === 0) return injectSelected(pod, selection, plan, context);
  const informed = { ...context, detectedLanguages };
  return injectSelected(pod, selectLibraries(pod, plan, informed), plan, informed);
}

function runInTurn(pod: Pod, rules: readonly ((pod: Pod) => StepResult)[]): StepResult {
  let result = untouched(pod);
  for (const rule of rules) {
    result = behind(result.decisions, rule(result.pod));
    if (result.failure !== undefined) return result;
  }
  return result;
}

/** Whichever rule it was, it was this webhook that was called. */
function claim(result: StepResult): StepResult {
  return {
    ...result,
    decisions: result.decisions.map((decision) => ({ ...decision, webhook: 'lib_injection' as const })),
  };
}

/** What the last stage of `lib_injection` makes of a pod: the libraries, without tags and agent address. */
export function runLibraryStage(pod: Pod, plan: AdmissionPlan, context: MutationContext): StepResult {
  return isEnabled('lib_injection', plan)
    ? injectSelected(pod, selectLibraries(pod, plan, context), plan, context)
    : disabled('lib_injection', pod);
}

function injectSelected(pod: Pod, selection: Selection, plan: AdmissionPlan, context: MutationContext): StepResult {
  if (!selection.injects) return { pod, decisions: selection.decisions };
  return behind(selection.decisions, injectLibraries(pod, selection, plan, context));
}

function decided(result: StepResult): WebhookStep {
  return { run: () => result };
}

function disabled(webhook: WebhookName, pod: Pod): StepResult {
  const decision = decide(webhook, 'enabled').skipped('WebhookDisabled', `the webhook ${webhook} is turned off`);
  return { pod, decisions: [decision] };
}

function untouched(pod: Pod): StepResult {
  return { pod, decisions: [] };
}

/** The result with the decisions that came before its own. */
function behind(decisions: readonly Decision[], result: StepResult): StepResult {
  return { ...result, decisions: [...decisions, ...result.decisions] };
}
