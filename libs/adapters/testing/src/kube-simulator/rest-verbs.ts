import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { toApiVersion } from '@dogwatch/kube';
import { applyJson, mergeJson } from '../json/json-merge.js';
import { applyJsonPatch } from '../json/json-patch.js';
import { isJsonObject, numberAt, objectAt, omit, pick, textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { alreadyExists, badRequest, conflict, failure, invalid, methodNotAllowed, notFound } from './failure.js';
import type { Failure, Outcome } from './failure.js';
import { admit, checkIdentity } from './object-check.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { builtInType } from './resource-type.js';
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

/** What a request carries. */
export interface Payload {
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
}

/** An HTTP status and the object that answers. */
export interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

/** Something to do with one object. */
export type Verb = (store: ObjectStore, target: Target, payload: Payload) => Outcome<Answer>;

/** Reads one object, or its scale. */
export const readObject: Verb = (store, target) => {
  const object = store.get(target.resource, target.namespace, target.name);
  return object === undefined ? notFound(target.resource, target.name) : answer(200, view(target, object));
};

/** Creates an object as the API server does: fields pruned and checked, status dropped, metadata filled in. */
export const createObject: Verb = (store, target, { body, query }) => {
  const { resource } = target;
  const prefix = textAt(body, 'metadata', 'generateName');
  const name = textAt(body, 'metadata', 'name') || (prefix && `${prefix}${randomUUID().slice(0, 5)}`);
  if (!isJsonObject(body)) return badRequest('the body must be an object');
  const problem = checkIdentity(target, body, name) ?? checkPlace(store, target, name);
  if (problem !== undefined) return problem;
  const admitted = admit(resource, toNewObject(target, body, name));
  if (!admitted.ok) return admitted;
  return answer(201, query.has('dryRun') ? admitted.value : store.put(resource, admitted.value));
};

/** `body` as a new object: without status where that has a path of its own, with the metadata that the server sets. */
function toNewObject({ resource, namespace }: Omit<Target, 'name' | 'subresource'>, body: JsonObject, name: string) {
  const hasStatus = resource.subresources.includes('status');
  return {
    ...omit(body, hasStatus ? ['status'] : []),
    apiVersion: toApiVersion(resource),
    kind: resource.kind,
    metadata: {
      ...objectAt(body, 'metadata'),
      name,
      ...(namespace === '' ? {} : { namespace }),
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
      ...(hasStatus ? { generation: 1 } : {}),
    },
  };
}

function checkPlace(store: ObjectStore, { resource, namespace }: Target, name: string): Failure | undefined {
  const namespaces = builtInType('Namespace');
  if (namespace !== '' && store.get(namespaces, '', namespace) === undefined) return notFound(namespaces, namespace);
  return store.get(resource, namespace, name) === undefined ? undefined : alreadyExists(resource, name);
}

/** Replaces an object, its status or its scale. */
export const replaceObject: Verb = (store, target, { body, query }) => {
  const { resource, namespace, name } = target;
  const current = store.get(resource, namespace, name);
  if (current === undefined) return notFound(resource, name);
  if (!isJsonObject(body)) return badRequest('the body must be an object');
  const problem = checkIdentity(target, body, textAt(body, 'metadata', 'name'));
  if (problem !== undefined) return problem;
  if (textAt(body, 'metadata', 'resourceVersion') === '' && !resource.unconditionalUpdate) {
    const message = 'Invalid value: 0: must be specified for an update';
    return invalid(resource, name, [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }]);
  }
  return write(store, target, { current, wanted: body, isDryRun: query.has('dryRun') });
};

/** Changes an object, its status or its scale by a merge patch, a JSON patch or an apply, which creates what is missing. */
export const patchObject: Verb = (store, target, payload) => {
  const { resource, namespace, name, subresource } = target;
  const { query, body, contentType } = payload;
  const isApply = contentType.startsWith('application/apply-patch+yaml');
  if (isApply && !query.has('fieldManager')) {
    const message = 'Required value: is required for apply patch';
    const options = { ...resource, kind: 'PatchOptions', group: 'meta.k8s.io' };
    return invalid(options, '', [{ reason: 'FieldValueRequired', field: 'fieldManager', message }]);
  }
  const current = store.get(resource, namespace, name);
  if (current === undefined) {
    return isApply && subresource === '' ? createObject(store, target, payload) : notFound(resource, name);
  }
  const patched = applyPatch(view(target, current), resource, { contentType, body });
  if (!patched.ok) return patched;
  if (!isJsonObject(patched.value)) return badRequest('the patched document is no object');
  return write(store, target, { current, wanted: patched.value, isDryRun: query.has('dryRun') });
};

/** A strategic merge patch is treated as a merge patch. */
function applyPatch(target: JsonObject, resource: ResourceType, patch: Omit<Payload, 'query'>): Outcome<unknown> {
  switch (patch.contentType.split(';')[0]) {
    case 'application/apply-patch+yaml':
      return { ok: true, value: applyJson(target, patch.body, resource.schema ?? {}) };
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      return { ok: true, value: mergeJson(target, patch.body) };
    case 'application/json-patch+json': {
      const patched = applyJsonPatch(target, patch.body);
      return patched.ok ? patched : failure(422, 'Invalid', `the server rejected our request: ${patched.message}`);
    }
    default:
      return failure(415, 'UnsupportedMediaType', `the body is in an unknown format: ${patch.contentType}`);
  }
}

/** Deletes an object if the preconditions in the body hold. */
export const deleteObject: Verb = (store, { resource, namespace, name }, { body }) => {
  if (name === '') return methodNotAllowed();
  const current = store.get(resource, namespace, name);
  if (current === undefined) return notFound(resource, name);
  for (const key of ['uid', 'resourceVersion'] as const) {
    const wanted = textAt(body, 'preconditions', key);
    if (wanted === '' || wanted === current.metadata[key]) continue;
    return conflict(resource, name, `the ${key} in the precondition (${wanted}) does not match the ${key} in record`);
  }
  store.remove(resource, current);
  const details = { name, group: resource.group, kind: resource.plural, uid: current.metadata['uid'] };
  return answer(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
};

interface Write {
  readonly current: StoredObject;
  readonly wanted: JsonObject;
  readonly isDryRun: boolean;
}

function write(store: ObjectStore, target: Target, { current, wanted, isDryRun }: Write): Outcome<Answer> {
  const { resource, name } = target;
  const version = textAt(wanted, 'metadata', 'resourceVersion');
  if (version !== '' && version !== current.metadata['resourceVersion']) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    return conflict(resource, name, why);
  }
  const admitted = admit(resource, merge(target, current, wanted));
  if (!admitted.ok) return admitted;
  const isSame = isDeepStrictEqual(admitted.value, current);
  return answer(200, view(target, isSame || isDryRun ? admitted.value : store.put(resource, admitted.value)));
}

/** What of `wanted` a write through this path may change in `current`; a changed spec is a new generation. */
function merge(target: Target, current: StoredObject, wanted: JsonObject): StoredObject {
  const { apiVersion, kind, metadata } = current;
  if (target.subresource === 'status') {
    return { ...omit(current, ['status']), ...pick(wanted, ['status']), apiVersion, kind, metadata };
  }
  const isScale = target.subresource === 'scale';
  const replicas = numberAt(wanted, 'spec', 'replicas') ?? 0;
  const source: JsonObject = isScale ? { ...current, spec: { ...objectAt(current, 'spec'), replicas } } : wanted;
  const own = target.resource.subresources.includes('status') ? ['status'] : [];
  const next = { ...omit(source, own), ...pick(current, own) };
  const envelope = ['apiVersion', 'kind', 'metadata'];
  const isChanged = !isDeepStrictEqual(omit(next, envelope), omit(current, envelope));
  const generation = numberAt(metadata, 'generation');
  const fixed = ['creationTimestamp', 'generation', 'namespace', 'resourceVersion', 'uid'];
  return {
    ...next,
    apiVersion,
    kind,
    metadata: {
      ...omit(objectAt(source, 'metadata'), fixed),
      ...pick(metadata, fixed),
      ...(generation === undefined || !isChanged ? {} : { generation: generation + 1 }),
      name: metadata.name,
    },
  };
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

function answer(code: number, body: JsonObject): Outcome<Answer> {
  return { ok: true, value: { code, body } };
}
