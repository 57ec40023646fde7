import { decide, type Decision, type RuleResult } from '../decision.js';
import { putAnnotations } from '../edit-pod.js';
import type { AdmissionPlan, MutationContext } from '../plan.js';
import type { Pod } from '../pod.js';
import type { AdmissionReason } from '../reasons.js';
import { applyLibConfigs } from './apply-lib-configs.js';
import { noteAppliedTarget } from './applied-target.js';
import { deliverLibraries } from './deliver-libraries.js';
import { tellDetectedLanguages } from './detected-languages.js';
import { setInstallTelemetry } from './install-telemetry.js';
import type { Chosen, InjectionJob, Stage, StageResult } from './job.js';
import { mergeLibraries, type PlannedLibrary, scopeOf } from './merge-libraries.js';
import { planInjection, type PlannedInjection } from './plan-injection.js';
import { setProductSwitches } from './product-switches.js';
import { setServiceName } from './service-name.js';
import { setSingleStepDefaults } from './single-step-defaults.js';
import { setTracerConfigs } from './tracer-configs.js';

/** What became of the libraries of one pod. */
export interface InjectionSummary {
  /** `partial`: something that was asked for is missing; `skipped`: the rules forbid it; `error`: the pod prevents it. */
  readonly status: 'error' | 'injected' | 'partial' | 'skipped';
  /** `environment` for v1, else the delivery. */
  readonly mode: string;
  /** The target that decided; undefined when annotations of the pod did. */
  readonly target?: string;
  readonly autoDetected: boolean;
  readonly libraries: readonly InjectedLibrary[];
}

/** One library and whether it was injected. */
export interface InjectedLibrary {
  readonly language: string;
  readonly image: string;
  readonly injected: boolean;
}

/** What an injection did to a pod. */
export interface InjectionResult extends RuleResult {
  readonly injection: InjectionSummary;
}

interface LibraryStage extends StageResult {
  readonly summary: InjectionSummary;
}

const decider = decide('lib_injection', 'libraries');

const before: readonly Stage[] = [setProductSwitches, setTracerConfigs, setInstallTelemetry];
const after: readonly Stage[] = [
  setServiceName,
  tellDetectedLanguages,
  applyLibConfigs,
  setSingleStepDefaults,
  noteAppliedTarget,
];

/**
 * Injects the selected libraries: all stages in their fixed order. When nothing at all can be injected because of the pod
 * itself, the result is a failure; when the rules forbid it, the other stages still run and an annotation says why.
 */
export function injectLibraries(
  pod: Pod,
  selection: Chosen,
  plan: AdmissionPlan,
  context: MutationContext,
): InjectionResult {
  const { libraries, decisions } = mergeLibraries(selection);
  const job: InjectionJob = { selection, plan, context, scope: scopeOf(libraries) };
  const prepared = runStages(pod, before, job);
  const injected = injectAll(prepared.pod, libraries, job);
  const all = [...decisions, ...prepared.decisions, ...injected.decisions];
  if (injected.failure !== undefined)
    return { pod, decisions: all, failure: injected.failure, injection: injected.summary };
  const finished = runStages(injected.pod, after, job);
  const asked = [...selection.problems, ...decisions.map(({ message }) => message)];
  const problems = [...asked, ...(injected.problems ?? []), ...(finished.problems ?? [])];
  const summary =
    problems.length > 0 && injected.summary.status === 'injected' ? partial(injected.summary) : injected.summary;
  return {
    pod: noteStatus(finished.pod, summary, problems, plan),
    decisions: [...all, ...finished.decisions],
    injection: summary,
  };
}

function partial(summary: InjectionSummary): InjectionSummary {
  return { ...summary, status: 'partial' };
}

function runStages(pod: Pod, stages: readonly Stage[], job: InjectionJob): StageResult {
  let current = pod;
  const decisions: Decision[] = [];
  const problems: string[] = [];
  for (const stage of stages) {
    const result = stage(current, job);
    current = result.pod;
    decisions.push(...result.decisions);
    problems.push(...(result.problems ?? []));
  }
  return { pod: current, decisions, problems };
}

function injectAll(pod: Pod, libraries: readonly PlannedLibrary[], job: InjectionJob): LibraryStage {
  const planned = planInjection(pod, libraries, job);
  const summary = summarize(libraries, planned, job);
  const refused = planned.problems.map(({ reason, message }) => tell(reason, message, job));
  const decisions = [...planned.decisions, ...refused];
  if (planned.plan === undefined) {
    const problems = planned.problems.map(({ message }) => message);
    const failure = planned.problems.find(({ reason }) => reason === 'DefinedByReference');
    return { pod, decisions, problems, summary, ...(failure && { failure }) };
  }
  const delivered = deliverLibraries(pod, planned.plan, job);
  const injected = planned.plan.libraries.map(({ image }) => image.reference).join(', ');
  const done = decider.applied(
    planned.plan.delivery.mode === 'environment' ? 'EnvironmentInjected' : 'Injected',
    `${injected} by ${planned.plan.delivery.mode}`,
  );
  const left = delivered.problems.map(({ reason, message }) => decider.warned(reason, message));
  const missing = planned.problems.filter(({ reason }) => isProblem(reason, job));
  const problems = [...missing, ...delivered.problems].map(({ message }) => message);
  return { pod: delivered.pod, decisions: [...decisions, done, ...left], problems, summary };
}

/** A default set is "whatever works here": a language that does not is no problem. */
function isProblem(reason: AdmissionReason, { selection }: InjectionJob): boolean {
  return reason !== 'NeedsInjector' || !selection.isDefault;
}

function tell(reason: AdmissionReason, message: string, job: InjectionJob): Decision {
  return isProblem(reason, job) ? decider.warned(reason, message) : decider.skipped(reason, message);
}

function summarize(
  libraries: readonly PlannedLibrary[],
  { plan, refusal = 'skipped' }: PlannedInjection,
  { selection }: InjectionJob,
): InjectionSummary {
  return {
    status: plan === undefined ? refusal : 'injected',
    mode: plan?.delivery.mode ?? 'none',
    ...(selection.target && { target: selection.target.name }),
    autoDetected: selection.autoDetected,
    libraries: libraries.map((library) => ({
      language: library.language.name,
      image: library.image.reference,
      injected: plan?.libraries.includes(library) ?? false,
    })),
  };
}

const prefix = 'internal.apm.datadoghq.com/';

/** Writes into the pod how the injection went: always when something is missing, else only when the options ask for it. */
function noteStatus(pod: Pod, summary: InjectionSummary, problems: readonly string[], plan: AdmissionPlan): Pod {
  const always = plan.options.statusAnnotations === 'always';
  if (problems.length === 0 && !always) return pod;
  const injected = summary.libraries
    .filter((library) => library.injected)
    .map(({ language, image }) => ({ name: language, image }));
  return putAnnotations(pod, {
    ...(problems.length > 0 && { [`${prefix}injection-error`]: problems.join('; ') }),
    [`${prefix}injection-status`]: summary.status,
    ...(always && {
      [`${prefix}injected-libraries`]: JSON.stringify(injected),
      [`${prefix}effective-injection-mode`]: summary.mode,
    }),
  });
}
