import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { coreResources } from '@dogwatch/kube';
import { applyPatch } from 'rfc6902';
import { isJsonObject, type JsonObject, numberAt, objectAt, omit, pick, textAt } from '../json/json.js';
import { mergeJson } from '../json/merge-json.js';
import { admit, checkIdentity, type Draft } from './admission.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { invalid, notFound, Refusal, refuseObject } from './refusal.js';
import type { ResourceType } from './resource-type.js';

/** Which object, or which objects, a request is about. */
export interface Target {
  readonly resource: ResourceType;
  /** Empty: cluster-wide, or all namespaces. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  /** Empty: the object itself. */
  readonly subresource: string;
}

/** Something to do with one object. */
export interface ObjectRequest {
  readonly store: ObjectStore;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
}

/** By its verb, what is done with one object, its status or its scale; gives what to answer. */
export const restVerbs: Readonly<Record<string, (request: ObjectRequest) => JsonObject>> = {
  create: createObject,
  /** If the preconditions in the body hold. An object with finalizers stays, marked, until the last of them is gone. */
  delete(request) {
    const { store, target, body } = request;
    const current = getObject(request);
    const { uid, resourceVersion } = current.metadata;
    for (const [key, value] of Object.entries({ uid, resourceVersion })) {
      const wanted = textAt(body, 'preconditions', key) || value;
      if (wanted !== value) throw conflict(target, `its ${key} is ${String(value)}, not ${String(wanted)}`);
    }
    if (hasFinalizers(current)) {
      if (isDeleting(current)) return current;
      return store.put(target.resource, { ...current, metadata: { ...current.metadata, deletionTimestamp: now() } });
    }
    store.remove(target.resource, current);
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
  },
  get: (request) => view(request.target, getObject(request)),
  /** By a merge patch, a JSON patch or an apply, which creates what is missing. */
  patch(request) {
    const { store, target, query, contentType, body } = request;
    const [type = ''] = contentType.split(';');
    const patch = patchers[type];
    if (patch === undefined) throw new Refusal(415, 'UnsupportedMediaType', `the body is of an unknown type: ${type}`);
    if (type === applyType && !query.has('fieldManager')) {
      throw new Refusal(422, 'Invalid', 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value');
    }
    const isThere = store.get(target.resource, target.namespace, target.name) !== undefined;
    if (!isThere && type === applyType && target.subresource === '') return createObject(request);
    const current = getObject(request);
    const patched = patch(view(target, current), body, target.resource.schema ?? {});
    if (!isJsonObject(patched)) throw new Refusal(422, 'Invalid', 'the patched document is no object');
    return update(request, current, patched);
  },
  update(request) {
    const { target, body } = request;
    const current = getObject(request);
    checkIdentity(target, body, textAt(body, 'metadata', 'name'));
    if (target.resource.needsVersion && textAt(body, 'metadata', 'resourceVersion') === '') {
      const message = 'Invalid value: 0: must be specified for an update';
      throw invalid(target, [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }]);
    }
    return update(request, current, objectAt(body));
  },
};

function hasFinalizers({ metadata }: StoredObject): boolean {
  return Array.isArray(metadata['finalizers']) && metadata['finalizers'].length > 0;
}

function isDeleting({ metadata }: StoredObject): boolean {
  return metadata['deletionTimestamp'] !== undefined;
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}

function getObject({ store, target }: ObjectRequest): StoredObject {
  const object = store.get(target.resource, target.namespace, target.name);
  if (object === undefined) throw notFound(target);
  return object;
}

/** Creates an object as the API server does: fields pruned and checked, status dropped, metadata filled in. */
export function createObject(request: ObjectRequest): JsonObject {
  const { store, target, body } = request;
  const { resource, namespace } = target;
  const { namespaces } = coreResources;
  const prefix = textAt(body, 'metadata', 'generateName');
  const name = textAt(body, 'metadata', 'name') || (prefix && `${prefix}${randomUUID().slice(0, 5)}`);
  checkIdentity(target, body, name);
  if (namespace !== '' && store.get(namespaces, '', namespace) === undefined) {
    throw notFound({ resource: namespaces, name: namespace });
  }
  if (store.get(resource, namespace, name) !== undefined) {
    throw refuseObject(409, 'AlreadyExists', { resource, name }, (object) => `${object} already exists`);
  }
  const metadata = {
    ...objectAt(body, 'metadata'),
    name,
    ...(namespace === '' ? {} : { namespace }),
    uid: randomUUID(),
    creationTimestamp: now(),
  };
  return save(request, { ...omit(objectAt(body), ownFields(resource)), metadata });
}

type Patcher = (object: JsonObject, patch: unknown, schema: JsonObject) => unknown;

const applyType = 'application/apply-patch+yaml';
const patchers: Readonly<Record<string, Patcher>> = {
  [applyType]: mergeJson,
  'application/json-patch+json'(object, patch) {
    const patched = structuredClone(object);
    const problem = applyPatch(patched, Array.isArray(patch) ? patch : []).find((result) => result !== null);
    if (problem === undefined) return patched;
    throw new Refusal(422, 'Invalid', `the server rejected our request: ${String(problem)}`);
  },
  'application/merge-patch+json': (object, patch) => mergeJson(object, patch),
  // Nothing that is patched so has lists with keys.
  'application/strategic-merge-patch+json': (object, patch) => mergeJson(object, patch),
};

function conflict(target: Target, why: string): Refusal {
  return refuseObject(409, 'Conflict', target, (object) => `Operation cannot be fulfilled on ${object}: ${why}`);
}

/** Changes of `current` what a write through this path may change. */
function update(request: ObjectRequest, current: StoredObject, wanted: JsonObject): JsonObject {
  const { resource, subresource } = request.target;
  const { metadata } = current;
  if ((textAt(wanted, 'metadata', 'resourceVersion') || metadata.resourceVersion) !== metadata.resourceVersion) {
    throw conflict(request.target, 'the object has been modified; please apply your changes to the latest version');
  }
  if (subresource === 'status') {
    return save(request, { ...omit(current, ['status']), ...pick(wanted, ['status']), metadata }, current);
  }
  if (subresource === 'scale') {
    return save(request, { ...current, spec: { ...objectAt(current, 'spec'), ...objectAt(wanted, 'spec') } }, current);
  }
  const fixed = ['creationTimestamp', 'deletionTimestamp', 'generation', 'namespace', 'resourceVersion', 'uid'];
  const changed = { ...omit(objectAt(wanted, 'metadata'), fixed), ...pick(metadata, fixed), name: metadata.name };
  const own = ownFields(resource);
  return save(request, { ...omit(wanted, own), ...pick(current, own), metadata: changed }, current);
}

/** The fields that are written through a path of their own. */
function ownFields({ subresources }: ResourceType): readonly string[] {
  return subresources.filter((name) => name === 'status');
}

/** Stores what differs from `current`; a change of more than metadata and status is a new generation. */
function save({ store, target, query }: ObjectRequest, draft: Draft, current?: StoredObject): JsonObject {
  const value = admit(target.resource, draft);
  const [before, after] = [current ?? {}, value].map((object) => omit(object, ['metadata', 'status']));
  const isNew = ownFields(target.resource).length > 0 && !isDeepStrictEqual(before, after);
  const generation = (numberAt(current, 'metadata', 'generation') ?? 0) + 1;
  const next = isNew ? { ...value, metadata: { ...value.metadata, generation } } : value;
  const isStored = !query.has('dryRun') && !isDeepStrictEqual(next, current);
  return view(target, isStored ? put(store, target, next) : next);
}

/** Stores an object; one that was deleted and has no finalizers any more goes. */
function put(store: ObjectStore, { resource }: Target, object: StoredObject): StoredObject {
  if (!isDeleting(object) || hasFinalizers(object)) return store.put(resource, object);
  store.remove(resource, object);
  return object;
}

/** The scale of a workload (autoscaling/v1) for its subresource; anything else is its own view. */
function view({ subresource }: Target, object: StoredObject): JsonObject {
  if (subresource !== 'scale') return object;
  const labels = Object.entries(objectAt(object, 'spec', 'selector', 'matchLabels'));
  const selector = labels.map(([key, value]) => `${key}=${String(value)}`).join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: pick(object.metadata, ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp']),
    spec: { replicas: numberAt(object, 'spec', 'replicas') ?? 1 },
    status: { replicas: numberAt(object, 'status', 'replicas') ?? 0, selector },
  };
}
