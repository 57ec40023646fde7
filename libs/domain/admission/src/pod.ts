import {
  isJsonList,
  isJsonObject,
  isListOfObjects,
  type JsonObject,
  type JsonValue,
  objectAt,
  objectsAt,
  textAt,
  textMembers,
} from './json.js';

/** A pod whose shape `readPod` has checked as far as this package touches it; everything else is as it was sent. */
export interface Pod extends JsonObject {
  readonly spec: JsonObject;
}

/** The two lists of containers that are changed; ephemeral containers never are. */
export type ContainerList = 'containers' | 'initContainers';

/** A container of a pod. */
export interface Container extends JsonObject {
  readonly name: string;
}

/** A pod, or where it is not what the API server accepts. */
export type ReadPod = { readonly ok: true; readonly pod: Pod } | { readonly ok: false; readonly message: string };

/** Checks any JSON value: what the rules read or change must be of the right kind, or absent, or null. */
export function readPod(value: JsonValue): ReadPod {
  if (!isJsonObject(value)) return malformed('the pod is no object');
  const spec = objectAt(value, 'spec');
  if (spec === undefined) return malformed('spec is no object');
  const wrong =
    wrongMetadata(value['metadata']) ??
    wrongList(spec, 'volumes', 'spec') ??
    wrongContainers(spec, 'containers') ??
    wrongContainers(spec, 'initContainers');
  if (wrong !== undefined) return malformed(wrong);
  return isPod(value) ? { ok: true, pod: value } : malformed('spec is no object');
}

function malformed(message: string): ReadPod {
  return { ok: false, message };
}

function isPod(value: JsonObject): value is Pod {
  return isJsonObject(value['spec']);
}

function wrongMetadata(metadata: JsonValue | undefined): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isJsonObject(metadata)) return 'metadata is no object';
  if (!isTextMap(metadata['labels'])) return 'metadata.labels is no object of texts';
  return isTextMap(metadata['annotations']) ? undefined : 'metadata.annotations is no object of texts';
}

function isTextMap(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) if (typeof value[key] !== 'string') return false;
  return true;
}

function wrongContainers(spec: JsonObject, list: ContainerList): string | undefined {
  const wrong = wrongList(spec, list, 'spec');
  if (wrong !== undefined) return wrong;
  for (const [index, container] of objectsAt(spec, list).entries()) {
    const at = `spec.${list}[${index}]`;
    if (textAt(container, 'name') === undefined) return `${at} has no name`;
    const found = wrongList(container, 'env', at) ?? wrongList(container, 'volumeMounts', at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function wrongList(object: JsonObject, key: string, at: string): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  return isJsonList(value) && isListOfObjects(value) ? undefined : `${at}.${key} is no list of objects`;
}

/** The label of a pod; undefined when it has none of this name. */
export function labelOf(pod: Pod, name: string): string | undefined {
  return textAt(objectAt(objectAt(pod, 'metadata'), 'labels'), name);
}

/** The annotation of a pod; undefined when it has none of this name. */
export function annotationOf(pod: Pod, name: string): string | undefined {
  return textAt(objectAt(objectAt(pod, 'metadata'), 'annotations'), name);
}

/** The labels of a pod. */
export function labelsOf(pod: Pod): Readonly<Record<string, string>> {
  return textMembers(objectAt(objectAt(pod, 'metadata'), 'labels'));
}

/** The containers of one list. */
export function containersOf(pod: Pod, list: ContainerList): readonly Container[] {
  const value = objectsAt(pod.spec, list);
  return areContainers(value) ? value : [];
}

/** `readPod` has seen to it that they all are. */
function areContainers(values: readonly JsonObject[]): values is readonly Container[] {
  return values.every((value) => typeof value['name'] === 'string');
}

/** The objects a reference list of the pod names as its owners. */
export function ownerReferencesOf(pod: Pod): readonly JsonObject[] {
  return objectsAt(objectAt(pod, 'metadata'), 'ownerReferences');
}

/** The namespace of a pod: that of the request, or else its own; empty when neither is known. */
export function namespaceOf(pod: Pod, requestNamespace: string): string {
  return requestNamespace === '' ? (textAt(objectAt(pod, 'metadata'), 'namespace') ?? '') : requestNamespace;
}

/** The volume of this name. */
export function volumeOf(pod: Pod, name: string): JsonObject | undefined {
  return objectsAt(pod.spec, 'volumes').find((volume) => volume['name'] === name);
}

/** The variable of this name in a container. */
export function variableOf(container: Container, name: string): JsonObject | undefined {
  return objectsAt(container, 'env').find((variable) => variable['name'] === name);
}
