import { decide, type Decision } from '../decision.js';
import type { JsonObject } from '../json.js';
import { annotationOf, containersOf, type Pod, variableOf } from '../pod.js';
import { type InjectionMode, injectionModes } from '../options/admission-options.js';
import type { AdmissionPlan } from '../plan.js';
import { failure, type Failure } from '../reasons.js';
import type { Delivery } from './delivery/delivery.js';
import { deliveryFor } from './delivery/registry.js';
import { type ImageReference, imageIn, isImageTag, parseImageReference } from './image-reference.js';
import { planInitResources } from './init-resources.js';
import { planInitSecurityContext } from './init-security-context.js';
import { type InjectionJob, takesPart } from './job.js';
import type { PlannedLibrary } from './merge-libraries.js';

/** How libraries come into one pod. */
export interface InjectionPlan {
  readonly delivery: Delivery;
  readonly injector: ImageReference;
  readonly libraries: readonly PlannedLibrary[];
  /** Members of every injected init container. */
  readonly initContainer: JsonObject;
}

/** What can be injected. Without a `plan` nothing can, and `refusal` says whether the pod prevents it (`error`) or the rules forbid it (`skipped`). */
export interface PlannedInjection {
  readonly plan?: InjectionPlan;
  readonly refusal?: 'error' | 'skipped';
  readonly problems: readonly Failure[];
  readonly decisions: readonly Decision[];
}

const decider = decide('lib_injection', 'libraries');

/** Checks registries, Kubernetes version, resources and the containers themselves. One library that cannot be injected does not stop the others. */
export function planInjection(pod: Pod, libraries: readonly PlannedLibrary[], job: InjectionJob): PlannedInjection {
  const { plan } = job;
  const { delivery, injector, decisions } = chooseDelivery(pod, plan);
  const obstacle = checkInjector(injector, delivery, plan);
  if (obstacle !== undefined) return refuse('skipped', [obstacle], decisions);
  const judged = libraries.map((library) => ({ library, problem: checkLibrary(library, pod, job) }));
  const problems = judged.flatMap(({ problem }) => problem ?? []);
  const usable = judged.filter(({ problem }) => problem === undefined).map(({ library }) => library);
  if (usable.length === 0) return refuse(refusalOf(problems), problems, decisions);
  const initContainer = planInitContainer(pod, delivery, job);
  if (!initContainer.ok) return refuse('skipped', [...problems, initContainer], decisions);
  return { plan: { delivery, injector, libraries: usable, initContainer: initContainer.members }, problems, decisions };
}

/** v1 knows one delivery and no injector, so it does not read their annotations. */
function chooseDelivery(pod: Pod, plan: AdmissionPlan) {
  const injector = chooseInjector(pod, plan);
  if (plan.version === 'v1') return { delivery: deliveryFor('environment'), injector: injector.image, decisions: [] };
  const { mode, decisions } = chooseMode(pod, plan);
  return {
    delivery: deliveryFor(mode),
    injector: injector.image,
    decisions: [...decisions, ...injector.decisions],
  };
}

function refusalOf(problems: readonly Failure[]): 'error' | 'skipped' {
  return problems.some(({ reason }) => reason === 'DefinedByReference') ? 'error' : 'skipped';
}

function planInitContainer(
  pod: Pod,
  { minimum }: Delivery,
  { plan, context }: InjectionJob,
): { readonly ok: true; readonly members: JsonObject } | Failure {
  if (minimum === undefined) return { ok: true, members: {} };
  const planned = planInitResources(pod, plan.options, minimum);
  if (!planned.ok) return failure('LimitTooLow', planned.message);
  const securityContext = planInitSecurityContext(plan, context);
  const { resources } = planned;
  return {
    ok: true,
    members: { ...(Object.keys(resources).length > 0 && { resources }), ...(securityContext && { securityContext }) },
  };
}

function refuse(
  refusal: 'error' | 'skipped',
  problems: readonly Failure[],
  decisions: readonly Decision[],
): PlannedInjection {
  return { refusal, problems, decisions };
}

const modeAnnotation = 'admission.datadoghq.com/apm-inject.injection-mode';

function chooseMode(pod: Pod, { options }: AdmissionPlan): { mode: InjectionMode; decisions: readonly Decision[] } {
  const text = annotationOf(pod, modeAnnotation);
  const mode = injectionModes.find((candidate) => candidate === text?.toLowerCase());
  if (text === undefined || mode !== undefined) return { mode: mode ?? options.injectionMode, decisions: [] };
  const message = `the annotation ${modeAnnotation} is "${text.slice(0, 100)}" and is ignored; right are ${injectionModes.join(', ')}`;
  return { mode: options.injectionMode, decisions: [decider.warned('BadAnnotation', message)] };
}

interface ChosenInjector {
  readonly image: ImageReference;
  readonly decisions: readonly Decision[];
}

function chooseInjector(pod: Pod, { options, registry }: AdmissionPlan): ChosenInjector {
  const [custom, version] = [
    annotationOf(pod, injectorAnnotations.image),
    annotationOf(pod, injectorAnnotations.version),
  ];
  const image = parseImageReference(custom ?? '');
  const isTag = version !== undefined && isImageTag(version);
  const decisions = [
    ...(custom !== undefined && image === undefined ? [badAnnotation(injectorAnnotations.image, custom)] : []),
    ...(version !== undefined && !isTag ? [badAnnotation(injectorAnnotations.version, version)] : []),
  ];
  return { image: image ?? imageIn(registry, 'apm-inject', isTag ? version : options.injectorImageTag), decisions };
}

const injectorAnnotations = {
  image: 'admission.datadoghq.com/apm-inject.custom-image',
  version: 'admission.datadoghq.com/apm-inject.version',
};

function badAnnotation(name: string, value: string): Decision {
  const right = name === injectorAnnotations.image ? 'an image reference' : 'an image tag such as 0';
  return decider.warned(
    'BadAnnotation',
    `the annotation ${name} is "${value.slice(0, 100)}" and is ignored; right is ${right}`,
  );
}

function checkInjector(injector: ImageReference, delivery: Delivery, plan: AdmissionPlan): Failure | undefined {
  if (delivery.mode === 'environment') return undefined;
  const { kubernetesMinor = 0, mode } = delivery;
  const [, minor] = /^v?1\.(\d+)/.exec(plan.environment.kubernetesVersion ?? '') ?? [];
  if (minor !== undefined && Number(minor) < kubernetesMinor)
    return failure(
      'ImageVolumesUnsupported',
      `${mode} requires kubernetes version 1.${kubernetesMinor} or newer, this is ${plan.environment.kubernetesVersion}`,
    );
  return checkRegistry(injector, plan);
}

function checkRegistry({ registry }: ImageReference, { options }: AdmissionPlan): Failure | undefined {
  const allowed = options.registryAllowList;
  if (allowed.length === 0 || allowed.includes(registry)) return undefined;
  return failure('RegistryNotAllowed', `registry "${registry}" is not in the allow list`);
}

function checkLibrary(library: PlannedLibrary, pod: Pod, job: InjectionJob): Failure | undefined {
  const refused = checkRegistry(library.image, job.plan);
  if (refused !== undefined || job.plan.version === 'v2') return refused;
  const { language } = library;
  if (language.environment === undefined)
    return failure('NeedsInjector', `${language.name} needs the injector (DD_APM_INSTRUMENTATION_VERSION=v2)`);
  for (const { name } of language.environment) {
    const container = referenceIn(pod, name, library, job);
    if (container !== undefined)
      return failure('DefinedByReference', `container ${container}: "${name}" is defined via ValueFrom`);
  }
  return undefined;
}

/** The container of this library in which a variable takes its value from a reference. */
function referenceIn(
  pod: Pod,
  variable: string,
  { containers }: PlannedLibrary,
  job: InjectionJob,
): string | undefined {
  return containersOf(pod, 'containers').find(
    (container) =>
      takesPart(container, 'containers', job) &&
      (containers?.has(container.name) ?? true) &&
      isReference(variableOf(container, variable)),
  )?.name;
}

/** Whether a variable takes its value from a reference, or is so odd that nothing can be joined to it. */
export function isReference(variable: JsonObject | undefined): boolean {
  if (variable === undefined) return false;
  const { value = null, valueFrom = null } = variable;
  return valueFrom !== null || (value !== null && typeof value !== 'string');
}
