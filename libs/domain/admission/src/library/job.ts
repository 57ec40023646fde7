import type { Decider, Decision, RuleResult } from '../decision.js';
import { addVariables, editAllContainers, editContainers, type EnvironmentVariable } from '../edit-pod.js';
import type { AdmissionPlan, MutationContext } from '../plan.js';
import type { Container, ContainerList, Pod } from '../pod.js';
import type { Selection } from './select-libraries.js';

/** A selection that injects. */
export type Chosen = Extract<Selection, { readonly injects: true }>;

/** One pod that is to get libraries. */
export interface InjectionJob {
  readonly selection: Chosen;
  readonly plan: AdmissionPlan;
  readonly context: MutationContext;
  /** The only containers to touch; undefined for all. */
  readonly scope: ReadonlySet<string> | undefined;
}

/** What one stage did. */
export interface StageResult extends RuleResult {
  /** Sentences for the annotation about problems. */
  readonly problems?: readonly string[];
}

/** One stage of an injection, in the fixed order of `inject-libraries.ts`. */
export type Stage = (pod: Pod, job: InjectionJob) => StageResult;

/** The result of a stage without problems. */
export function done(pod: Pod, ...decisions: readonly Decision[]): StageResult {
  return { pod, decisions };
}

/** The result of a stage that adds variables everywhere, and says so. */
export function tellAdded(
  pod: Pod,
  job: InjectionJob,
  variables: readonly EnvironmentVariable[],
  tell: { readonly decider: Decider; readonly because: string },
): StageResult {
  const changed = addEverywhere(pod, job, variables);
  const names = variables.map(({ name }) => name).join(', ');
  return done(
    changed,
    changed === pod
      ? tell.decider.skipped('AlreadyPresent', `every container has ${names} already`)
      : tell.decider.applied('Injected', `${names}: ${tell.because}`),
  );
}

/** The sidecar of Istio is no application. */
const foreignContainers: ReadonlySet<string> = new Set(['istio-proxy']);

/** Whether a container takes part: all do but foreign ones, or only those that annotations name, and then no init container. */
export function takesPart({ name }: Container, list: ContainerList, { scope }: InjectionJob): boolean {
  if (foreignContainers.has(name)) return false;
  return scope === undefined || (list === 'containers' && scope.has(name));
}

/** The pod with variables in front of those of each container that takes part, init containers too. */
export function addEverywhere(pod: Pod, job: InjectionJob, variables: readonly EnvironmentVariable[]): Pod {
  if (variables.length === 0) return pod;
  return editAllContainers(pod, (container, list) =>
    takesPart(container, list, job) ? addVariables(container, variables) : container,
  );
}

/** The pod with each application container changed that takes part. */
export function editApplications(pod: Pod, job: InjectionJob, edit: (container: Container) => Container): Pod {
  return editContainers(pod, ['containers'], (container, list) =>
    takesPart(container, list, job) ? edit(container) : container,
  );
}
