import { decide, type Decision } from '../decision.js';
import { hasOurName } from '../own-containers.js';
import { objectAt, textAt } from '../json.js';
import type { AdmissionPlan, MutationContext } from '../plan.js';
import { containersOf, namespaceOf, type Pod, volumeOf } from '../pod.js';
import { labelWarning, readEnabledLabel } from '../switches.js';
import { mainVolume } from './delivery/delivery.js';
import { isImageTag } from './image-reference.js';
import { findLanguage, languages } from './languages/registry.js';
import { matchTarget } from './match-target.js';
import { defaultLibrary, readLibraryAnnotations, type SelectedLibrary } from './read-annotations.js';
import type { Target } from './target.js';

/** Which libraries a pod gets and who decided so, or why it gets none. */
export type Selection =
  | {
      readonly injects: true;
      readonly libraries: readonly SelectedLibrary[];
      /** The target that decided; undefined when the pod's annotations did. */
      readonly target?: Target;
      /** Single-step instrumentation applies to the pod, whoever chose the libraries. */
      readonly singleStep: boolean;
      /** The libraries are the default ones: nobody named languages. */
      readonly isDefault: boolean;
      /** The languages come from language detection. */
      readonly autoDetected: boolean;
      /** What the target asks for and there is none of. */
      readonly problems: readonly string[];
      readonly decisions: readonly Decision[];
    }
  | { readonly injects: false; readonly decisions: readonly Decision[] };

const decider = decide('lib_injection', 'select-libraries');

/**
 * Finds what decides about a pod's libraries: never in excluded namespaces, never twice, never against the label; then the
 * annotations of the pod, then the first target that matches.
 */
export function selectLibraries(pod: Pod, plan: AdmissionPlan, context: MutationContext): Selection {
  const obstacle = findObstacle(pod, plan, context);
  if (obstacle !== undefined) return { injects: false, decisions: [obstacle] };
  const warnings = labelWarning(pod, decider);
  const matched = matchTarget(plan.targets, pod, context);
  const annotated = selectByAnnotations(pod, plan);
  const singleStep = matched.match === 'target';
  if (annotated.injects) return { ...annotated, singleStep, decisions: [...warnings, ...annotated.decisions] };
  const decisions = [...warnings, ...annotated.decisions];
  if (matched.match === 'target') {
    const selected = selectByTarget(matched.target, plan, context);
    return { ...selected, decisions: [...decisions, ...selected.decisions] };
  }
  const none =
    matched.match === 'unknown'
      ? decider.warned(
          'UnknownNamespace',
          `the target "${matched.target.name}" selects by labels of the namespace, which are not known`,
        )
      : decider.skipped('NoLibraries', nothingAsked(plan));
  return { injects: false, decisions: [...decisions, none] };
}

function nothingAsked({ targets }: AdmissionPlan): string {
  const why = targets.length > 0 ? 'none of the targets matches it' : 'single-step instrumentation is off';
  return `the pod has no library annotation that counts, and ${why}`;
}

function findObstacle(pod: Pod, plan: AdmissionPlan, context: MutationContext): Decision | undefined {
  const namespace = namespaceOf(pod, context.namespace);
  if (namespace !== '' && plan.excludedFromLibraries.has(namespace))
    return decider.skipped('ExcludedNamespace', `pods of the namespace ${namespace} get no libraries`);
  const proof = [...containersOf(pod, 'initContainers'), ...containersOf(pod, 'containers')].find(hasOurName)?.name;
  if (proof !== undefined) return decider.skipped('AlreadyInjected', `the pod has the container ${proof}`);
  if (volumeOf(pod, mainVolume) !== undefined)
    return decider.skipped('AlreadyInjected', `the pod has the volume ${mainVolume}`);
  if (readEnabledLabel(pod) === 'false')
    return decider.skipped('OptedOut', 'the pod has the label admission.datadoghq.com/enabled="false"');
  return textAt(objectAt(pod.spec, 'os'), 'name') === 'windows'
    ? decider.skipped('WindowsPod', 'the pod runs on Windows, the libraries are for Linux')
    : undefined;
}

function selectByAnnotations(pod: Pod, plan: AdmissionPlan): Selection {
  const requested = readLibraryAnnotations(pod, plan.registry);
  const asks = requested.libraries.length > 0 || requested.wantsAll || requested.decisions.length > 0;
  if (!asks) return { injects: false, decisions: [] };
  if (readEnabledLabel(pod) !== 'true' && !plan.options.mutateUnlabelled) {
    const message = 'the library annotations do not count: the pod has no label admission.datadoghq.com/enabled="true"';
    return { injects: false, decisions: [decider.warned('NotOptedIn', message)] };
  }
  const isDefault = requested.libraries.length === 0 && requested.wantsAll;
  const libraries = isDefault
    ? languages.map((language) => defaultLibrary(language, plan.registry))
    : requested.libraries;
  if (libraries.length === 0) return { injects: false, decisions: requested.decisions };
  const selected = decider.applied('LibrarySelected', `annotations of the pod ask for ${names(libraries)}`);
  return {
    injects: true,
    libraries,
    singleStep: false,
    isDefault,
    autoDetected: false,
    problems: [],
    decisions: [...requested.decisions, selected],
  };
}

function selectByTarget(target: Target, plan: AdmissionPlan, context: MutationContext): Selection {
  const detected = plan.options.injectAutoDetectedLibraries ? detectedLanguages(context) : [];
  const isDefault = isDefaultSet(target.versions);
  const autoDetected = isDefault && detected.length > 0;
  const chosen = autoDetected
    ? detected.map((language) => defaultLibrary(language, plan.registry))
    : isDefault
      ? languages.map((language) => defaultLibrary(language, plan.registry))
      : versionedLibraries(target, plan.registry);
  const decisions = isDefault ? [] : unusable(target);
  if (chosen.length === 0)
    return {
      injects: false,
      decisions: [
        ...decisions,
        decider.skipped('NoLibraries', `the target "${target.name}" names no library that exists`),
      ],
    };
  const wish = autoDetected ? 'what was detected, ' : '';
  const selected = decider.applied('LibrarySelected', `the target "${target.name}" asks for ${wish}${names(chosen)}`);
  return {
    injects: true,
    libraries: chosen,
    target,
    singleStep: true,
    isDefault,
    autoDetected,
    problems: decisions.map(({ message }) => message),
    decisions: [...decisions, selected],
  };
}

/** No versions, or exactly the default ones, both mean "what fits". */
function isDefaultSet(versions: ReadonlyMap<string, string>): boolean {
  if (versions.size === 0) return true;
  return (
    versions.size === languages.length &&
    languages.every(({ name, defaultVersion }) => ['default', defaultVersion].includes(versions.get(name) ?? ''))
  );
}

function versionedLibraries({ versions }: Target, registry: string): readonly SelectedLibrary[] {
  return languages.flatMap((language) => {
    const version = versions.get(language.name);
    return version !== undefined && isImageTag(version) ? [defaultLibrary(language, registry, version)] : [];
  });
}

function unusable({ name, versions }: Target): readonly Decision[] {
  return [...versions].flatMap(([language, version]) => {
    if (findLanguage(language) === undefined)
      return [
        decider.warned(
          'UnknownLanguage',
          `the target "${name}" names the language "${language}", which has no library`,
        ),
      ];
    return isImageTag(version)
      ? []
      : [
          decider.warned(
            'InvalidTarget',
            `the target "${name}" names "${version}" as version of ${language}; right is an image tag`,
          ),
        ];
  });
}

function detectedLanguages({ detectedLanguages = [] }: MutationContext) {
  const found = detectedLanguages.map((name) => (name === 'node' ? 'js' : name));
  return languages.filter(({ name }) => found.includes(name));
}

function names(libraries: readonly SelectedLibrary[]): string {
  return libraries
    .map(({ image, container }) => (container === '' ? image.reference : `${image.reference} in ${container}`))
    .join(', ');
}
