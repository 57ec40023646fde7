import type { JsonObject } from './json.js';
import {
  annotationOf,
  type Container,
  type ContainerList,
  containersOf,
  mountsOf,
  type Pod,
  variablesOf,
  volumeOf,
  volumesOf,
} from './pod.js';

/** A variable as Kubernetes writes it. */
export interface EnvironmentVariable extends JsonObject {
  readonly name: string;
}

/** A mount of a volume into a container. */
export interface VolumeMount extends JsonObject {
  readonly name: string;
  readonly mountPath: string;
}

/** A volume of a pod. */
export interface Volume extends JsonObject {
  readonly name: string;
}

/** Where new items of a list go. */
export type Place = 'back' | 'front';

/** A variable with a literal value. */
export function literal(name: string, value: string): EnvironmentVariable {
  return { name, value };
}

/** A variable with the value of a field of the pod. */
export function fromField(name: string, fieldPath: string): EnvironmentVariable {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** The list with items put before or behind the others. */
function extend<T>(list: readonly T[], items: readonly T[], place: Place): readonly T[] {
  return place === 'front' ? [...items, ...list] : [...list, ...items];
}

/** The container with those variables that it does not have yet, in the given order. */
export function addVariables(
  container: Container,
  variables: readonly EnvironmentVariable[],
  place: Place = 'front',
): Container {
  const present = variablesOf(container);
  const missing = variables.filter(({ name }) => !present.some((variable) => variable['name'] === name));
  return missing.length === 0 ? container : { ...container, env: extend(present, missing, place) };
}

/** The container with those mounts whose volume is not mounted and whose path is free, in the given order. */
export function addMounts(container: Container, mounts: readonly VolumeMount[], place: Place): Container {
  const present = mountsOf(container);
  const missing = mounts.filter((mount) => !collides(present, mount));
  return missing.length === 0 ? container : { ...container, volumeMounts: extend(present, missing, place) };
}

function collides(present: readonly JsonObject[], { name, mountPath }: VolumeMount): boolean {
  return present.some((mount) => mount['name'] === name || mount['mountPath'] === mountPath);
}

type EditContainer = (container: Container, list: ContainerList) => Container;

/** The pod with every container of some lists changed; the same pod when none is. */
export function editContainers(pod: Pod, lists: readonly ContainerList[], edit: EditContainer): Pod {
  let { spec } = pod;
  for (const list of lists) {
    const before = containersOf(pod, list);
    const after = before.map((container) => edit(container, list));
    if (after.some((container, index) => container !== before[index])) spec = { ...spec, [list]: after };
  }
  return spec === pod.spec ? pod : { ...pod, spec };
}

/** The pod with every container and init container changed. */
export function editAllContainers(pod: Pod, edit: EditContainer): Pod {
  return editContainers(pod, ['containers', 'initContainers'], edit);
}

/** The pod with init containers before its own. */
export function prependInitContainers(pod: Pod, containers: readonly Container[]): Pod {
  if (containers.length === 0) return pod;
  const initContainers = extend(containersOf(pod, 'initContainers'), containers, 'front');
  return { ...pod, spec: { ...pod.spec, initContainers } };
}

/** The pod with a volume behind its own; a volume of that name stays. */
export function addVolume(pod: Pod, volume: Volume): Pod {
  if (volumeOf(pod, volume.name) !== undefined) return pod;
  return { ...pod, spec: { ...pod.spec, volumes: extend(volumesOf(pod), [volume], 'back') } };
}

/** The pod with a volume, in the place of one of that name or behind the others. */
export function putVolume(pod: Pod, volume: Volume): Pod {
  const old = volumeOf(pod, volume.name);
  if (old === undefined) return addVolume(pod, volume);
  const volumes = volumesOf(pod).map((item) => (item === old ? volume : item));
  return { ...pod, spec: { ...pod.spec, volumes } };
}

/** The pod with annotations; those of the same name are replaced. */
export function putAnnotations(pod: Pod, annotations: Readonly<Record<string, string>>): Pod {
  const isPresent = Object.keys(annotations).every((name) => annotationOf(pod, name) === annotations[name]);
  if (isPresent) return pod;
  const { metadata } = pod;
  return { ...pod, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...annotations } } };
}

const evictableVolumes = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';

/** The pod with volumes that do not keep the cluster autoscaler from removing its node. */
export function markSafeToEvict(pod: Pod, volumes: readonly string[]): Pod {
  const present = (annotationOf(pod, evictableVolumes) ?? '').split(',').filter((name) => name.trim() !== '');
  const missing = volumes.filter((name) => !present.some((other) => other.trim() === name));
  return missing.length === 0 ? pod : putAnnotations(pod, { [evictableVolumes]: [...present, ...missing].join(',') });
}
