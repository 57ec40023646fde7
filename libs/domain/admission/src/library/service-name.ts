import { decide } from '../decision.js';
import { addVariables, editAllContainers, type EnvironmentVariable, fromField, literal } from '../edit-pod.js';
import { textAt } from '../json.js';
import { annotationOf, containersOf, labelOf, ownerReferencesOf, type Pod, variableOf } from '../pod.js';
import type { AdmissionOptions } from '../options/admission-options.js';
import { addEverywhere, type InjectionJob, type Stage, takesPart, done } from './job.js';

const decider = decide('lib_injection', 'service-name');

interface ServiceName {
  readonly variable: EnvironmentVariable;
  readonly source: 'annotations_as_tags' | 'existing' | 'labels_as_tags' | 'owner';
}

/** Single-step instrumentation: version and environment from labels that become tags, the service from what is known of the pod. */
export const setServiceName: Stage = (pod, job) => {
  if (!job.selection.singleStep) return done(pod);
  const { options } = job.plan;
  const tags = [tagVariable(pod, 'env', options), tagVariable(pod, 'version', options)];
  const tagged = addEverywhere(
    pod,
    job,
    tags.flatMap((tag) => (tag === undefined ? [] : [tag.variable])),
  );
  const service = findService(tagged, job);
  if (service === undefined)
    return done(
      tagged,
      decider.skipped('NoService', 'no container names a service, and it cannot be derived from exactly one owner'),
    );
  const { variable, source } = service;
  const value = textAt(variable, 'value');
  const told = literal('DD_SERVICE_K8S_ENV_SOURCE', value === undefined ? source : `${source}=${value}`);
  const changed = editAllContainers(tagged, (container, list) =>
    takesPart(container, list, job) && variableOf(container, 'DD_SERVICE') === undefined
      ? addVariables(container, [variable, told])
      : container,
  );
  return done(changed, decider.applied('Injected', `DD_SERVICE is ${value ?? 'a field of the pod'} (${source})`));
};

function findService(pod: Pod, { plan }: InjectionJob): ServiceName | undefined {
  const existing = containersOf(pod, 'containers')
    .map((container) => variableOf(container, 'DD_SERVICE'))
    .find((variable) => variable !== undefined);
  if (existing !== undefined) return { variable: { ...existing, name: 'DD_SERVICE' }, source: 'existing' };
  const tag = tagVariable(pod, 'service', plan.options);
  if (tag !== undefined) return tag;
  const owner = nameFromOwner(pod);
  return owner === undefined ? undefined : { variable: literal('DD_SERVICE', owner), source: 'owner' };
}

/** The variable of a unified tag, from the first label or annotation of the pod that the options turn into this tag. */
function tagVariable(
  pod: Pod,
  tag: 'env' | 'service' | 'version',
  { podLabelsAsTags, podAnnotationsAsTags }: AdmissionOptions,
): ServiceName | undefined {
  const name = `DD_${tag.toUpperCase()}`;
  const label = [...podLabelsAsTags].find(([key, value]) => value === tag && labelOf(pod, key) !== undefined)?.[0];
  if (label !== undefined)
    return { variable: fromField(name, `metadata.labels['${label}']`), source: 'labels_as_tags' };
  const annotation = [...podAnnotationsAsTags].find(
    ([key, value]) => value === tag && annotationOf(pod, key) !== undefined,
  )?.[0];
  return annotation === undefined
    ? undefined
    : { variable: fromField(name, `metadata.annotations['${annotation}']`), source: 'annotations_as_tags' };
}

/** How the name of a workload follows from the name of what owns its pods. */
const workloadName: Readonly<Record<string, (name: string) => string>> = {
  CronJob: (name) => name,
  DaemonSet: (name) => name,
  // A CronJob numbers its Jobs by the minute; the number would make one service of each run.
  Job: (name) => name.replace(/-\d+$/, ''),
  // A Deployment's ReplicaSet carries a hash, which Kubernetes spells without vowels and without 0, 1, 3.
  ReplicaSet: (name) => name.replace(/-(?:\d{3,}|[bcdfghjklmnpqrstvwxz2456789]{3,})$/, ''),
  StatefulSet: (name) => name,
};

function nameFromOwner(pod: Pod): string | undefined {
  const owners = ownerReferencesOf(pod);
  const [owner] = owners;
  const kind = textAt(owner, 'kind') ?? '';
  const name = textAt(owner, 'name') ?? '';
  if (owners.length !== 1 || name === '' || !Object.hasOwn(workloadName, kind)) return undefined;
  return workloadName[kind]?.(name);
}
