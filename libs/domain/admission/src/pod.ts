import {
  isJsonList,
  isJsonObject,
  isListOfObjects,
  type JsonObject,
  type JsonValue,
  objectsAt,
  textAt,
  textMembers,
} from './json.js';

/** A pod whose shape `readPod` has checked as far as this package touches it; everything else is as it was sent. */
export interface Pod extends JsonObject {
  readonly metadata?: PodMetadata | null;
  readonly spec: PodSpec;
}

interface PodMetadata extends JsonObject {
  readonly labels?: TextMap | null;
  readonly annotations?: TextMap | null;
}

type TextMap = Readonly<Record<string, string>>;

interface PodSpec extends JsonObject {
  readonly containers?: readonly Container[] | null;
  readonly initContainers?: readonly Container[] | null;
  readonly volumes?: readonly JsonObject[] | null;
}

/** The two lists of containers that are changed; ephemeral containers never are. */
export type ContainerList = 'containers' | 'initContainers';

/** A container of a pod. */
export interface Container extends JsonObject {
  readonly name: string;
  readonly env?: readonly JsonObject[] | null;
  readonly volumeMounts?: readonly JsonObject[] | null;
}

/** A pod, or where it is not what the API server accepts. */
export type ReadPod = { readonly ok: true; readonly pod: Pod } | { readonly ok: false; readonly message: string };

/** Checks any JSON value: what the rules read or change must be of the right kind, or absent, or null. */
export function readPod(value: JsonValue): ReadPod {
  const message = whatIsWrong(value);
  return isPod(value, message) ? { ok: true, pod: value } : { ok: false, message: message ?? '' };
}

function isPod(value: JsonValue, wrong: string | undefined): value is Pod {
  return wrong === undefined;
}

function whatIsWrong(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return 'the pod is no object';
  const { metadata, spec } = value;
  if (!isJsonObject(spec)) return 'spec is no object';
  return (
    wrongMetadata(metadata) ??
    wrongList(spec['volumes'], 'spec.volumes') ??
    wrongContainers(spec, 'containers') ??
    wrongContainers(spec, 'initContainers')
  );
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

/** No node runs as many, but whoever may create pods can send as many, and all others wait meanwhile. */
const maxContainers = 1000;

function wrongContainers(spec: JsonObject, list: ContainerList): string | undefined {
  const wrong = wrongList(spec[list], `spec.${list}`);
  if (wrong !== undefined) return wrong;
  const containers = objectsAt(spec, list);
  if (containers.length > maxContainers)
    return `spec.${list} has ${containers.length} entries, and no more than ${maxContainers} are looked at`;
  const index = containers.findIndex((container) => wrongContainer(container) !== undefined);
  const container = containers[index];
  return container && `spec.${list}[${index}]${wrongContainer(container)}`;
}

function wrongContainer(container: JsonObject): string | undefined {
  if (typeof container['name'] !== 'string') return ' has no name';
  return wrongList(container['env'], '.env') ?? wrongList(container['volumeMounts'], '.volumeMounts');
}

function wrongList(value: JsonValue | undefined, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return isJsonList(value) && isListOfObjects(value) ? undefined : `${at} is no list of objects`;
}

const none: readonly never[] = [];

/** The label of a pod; undefined when it has none of this name. */
export function labelOf({ metadata }: Pod, name: string): string | undefined {
  return textAt(metadata?.labels, name);
}

/** The annotation of a pod; undefined when it has none of this name. */
export function annotationOf({ metadata }: Pod, name: string): string | undefined {
  return textAt(metadata?.annotations, name);
}

/** The labels of a pod. */
export function labelsOf({ metadata }: Pod): Readonly<Record<string, string>> {
  return textMembers(metadata?.labels);
}

/** The containers of one list. */
export function containersOf({ spec }: Pod, list: ContainerList): readonly Container[] {
  return spec[list] ?? none;
}

/** The volumes of a pod. */
export function volumesOf({ spec }: Pod): readonly JsonObject[] {
  return spec.volumes ?? none;
}

/** The variables of a container. */
export function variablesOf({ env }: Container): readonly JsonObject[] {
  return env ?? none;
}

/** The mounts of a container. */
export function mountsOf({ volumeMounts }: Container): readonly JsonObject[] {
  return volumeMounts ?? none;
}

/** The objects a reference list of the pod names as its owners. */
export function ownerReferencesOf({ metadata }: Pod): readonly JsonObject[] {
  return objectsAt(metadata, 'ownerReferences');
}

/** The namespace of a pod: that of the request, or else its own; empty when neither is known. */
export function namespaceOf({ metadata }: Pod, requestNamespace: string): string {
  return requestNamespace === '' ? (textAt(metadata, 'namespace') ?? '') : requestNamespace;
}

/** The volume of this name. */
export function volumeOf(pod: Pod, name: string): JsonObject | undefined {
  return volumesOf(pod).find((volume) => volume['name'] === name);
}

/** The variable of this name in a container. */
export function variableOf(container: Container, name: string): JsonObject | undefined {
  return variablesOf(container).find((variable) => variable['name'] === name);
}
