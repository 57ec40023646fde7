import { addMounts, addVariables, literal, markSafeToEvict, prependInitContainers, putVolume } from '../edit-pod.js';
import { textAt } from '../json.js';
import { annotationOf, type Container, containersOf, type Pod, variableOf } from '../pod.js';
import { failure, type Failure } from '../reasons.js';
import { applyEnvironment, setVariable } from './apply-environment.js';
import { launcherPath } from './delivery/delivery.js';
import { editApplications, type InjectionJob, takesPart } from './job.js';
import { type InjectionPlan, isReference } from './plan-injection.js';

/** The pod with the libraries, and what could not be done in single containers. */
export interface DeliveredPod {
  readonly pod: Pod;
  readonly problems: readonly Failure[];
}

/** Adds volumes, mounts and init containers, and makes every container that takes part load the libraries. */
export function deliverLibraries(pod: Pod, injection: InjectionPlan, job: InjectionJob): DeliveredPod {
  const { delivery, injector, libraries, initContainer } = injection;
  const { csiDriver } = job.plan.options;
  const added = delivery.deliver({ injector, libraries, initContainer, csiDriver });
  const activate = delivery.mode === 'environment' ? loadByEnvironment(injection) : loadByInjector(pod, job);
  const loaded = editApplications(pod, job, (container) =>
    activate(addMounts(container, added.mounts, delivery.mountPlace)),
  );
  const withVolumes = added.volumes.reduce(putVolume, loaded);
  const withInits = prependInitContainers(withVolumes, added.initContainers);
  return {
    pod: markSafeToEvict(
      withInits,
      added.volumes.map(({ name }) => name),
    ),
    problems: delivery.mode === 'environment' ? [] : preloadProblems(pod, job),
  };
}

type Edit = (container: Container) => Container;

function loadByEnvironment({ libraries }: InjectionPlan): Edit {
  return (container) =>
    libraries
      .filter(({ containers }) => containers?.has(container.name) ?? true)
      .reduce((current, { language }) => applyEnvironment(current, language.environment ?? []), container);
}

const debugAnnotation = 'admission.datadoghq.com/apm-inject.debug';

function loadByInjector(pod: Pod, { context }: InjectionJob): Edit {
  const debug = annotationOf(pod, debugAnnotation)?.toLowerCase() === 'true';
  const debugging = ['DD_TRACE_DEBUG', 'DD_TRACE_STARTUP_LOGS', 'DD_APM_INSTRUMENTATION_DEBUG'];
  const variables = [
    ...(debug ? debugging.map((name) => literal(name, 'true')) : []),
    literal('DD_INJECT_START_TIME', String(context.nowSeconds)),
    literal('DD_INJECT_SENDER_TYPE', 'k8s'),
  ];
  return (container) => {
    const preload = variableOf(container, 'LD_PRELOAD');
    if (preload === undefined) return addVariables(container, [...variables, literal('LD_PRELOAD', launcherPath)]);
    return addVariables(isReference(preload) ? container : extendPreload(container, preload), variables);
  };
}

function extendPreload(container: Container, preload: NonNullable<ReturnType<typeof variableOf>>): Container {
  const old = textAt(preload, 'value') ?? '';
  if (old.split(':').includes(launcherPath)) return container;
  return setVariable(container, preload, old === '' ? launcherPath : `${old}:${launcherPath}`);
}

function preloadProblems(pod: Pod, job: InjectionJob): readonly Failure[] {
  return containersOf(pod, 'containers')
    .filter((container) => takesPart(container, 'containers', job) && isReference(variableOf(container, 'LD_PRELOAD')))
    .map(({ name }) =>
      failure('DefinedByReference', `container ${name}: LD_PRELOAD is defined via ValueFrom and stays as it is`),
    );
}
