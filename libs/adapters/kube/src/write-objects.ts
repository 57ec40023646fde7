import type { Caller } from './caller.js';
import { exchangeJson } from './exchange-json.js';
import type { DeleteOptions, Patch, WritableObject, WriteOptions } from './kube-client.js';
import type { KubeResult } from './kube-result.js';
import type { ObjectKey, Resource } from './resource.js';
import type { PathTarget } from './resource-path.js';
import { findMissingPart, toPatchParts, toRequest, toWriteQuery, withTypeMeta } from './to-request.js';

type Sender = Pick<Caller, 'exchange'>;

/** Creates an object (POST). */
export async function createObject<T extends WritableObject>(
  caller: Sender,
  resource: Resource<T>,
  object: T,
  options?: WriteOptions,
): Promise<KubeResult<T>> {
  const { namespace } = object.metadata ?? {};
  const missing = findMissingPart(resource, object.metadata ?? {}, { name: false });
  if (missing !== undefined) return missing;
  const parts = { query: toWriteQuery(options), body: withTypeMeta(resource, object) };
  return exchangeJson(
    caller,
    toRequest('POST', resource, namespace === undefined ? {} : { namespace }, parts),
    options,
  );
}

/** Replaces an object or, with `subresource`, a part of it (PUT). */
export async function replaceObject<T extends WritableObject>(
  caller: Sender,
  resource: Resource<T>,
  object: T,
  options: (WriteOptions & { readonly subresource?: string }) | undefined,
): Promise<KubeResult<T>> {
  const { namespace, name } = object.metadata ?? {};
  const missing = findMissingPart(resource, object.metadata ?? {}, { name: true });
  if (missing !== undefined) return missing;
  const target: PathTarget = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(options?.subresource === undefined ? {} : { subresource: options.subresource }),
  };
  const parts = { query: toWriteQuery(options), body: withTypeMeta(resource, object) };
  return exchangeJson(caller, toRequest('PUT', resource, target, parts), options);
}

/** Patches an object or a sub-resource. */
export async function patchObject<T>(
  caller: Sender,
  resource: Resource<T>,
  target: ObjectKey & PathTarget,
  change: { readonly patch: Patch; readonly options: WriteOptions | undefined },
): Promise<KubeResult<T>> {
  const missing = findMissingPart(resource, target, { name: true });
  if (missing !== undefined) return missing;
  const parts = toPatchParts(resource, change.patch);
  const query = { ...toWriteQuery(change.options), ...parts.query };
  return exchangeJson(caller, toRequest('PATCH', resource, target, { ...parts, query }), change.options);
}

/** Deletes an object. */
export async function deleteObject(
  caller: Sender,
  resource: Resource<unknown>,
  key: ObjectKey,
  options: DeleteOptions = {},
): Promise<KubeResult<void>> {
  const missing = findMissingPart(resource, key, { name: true });
  if (missing !== undefined) return missing;
  const { uid, resourceVersion, propagationPolicy } = options;
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(uid === undefined && resourceVersion === undefined ? {} : { preconditions: { uid, resourceVersion } }),
  };
  const result = await caller.exchange(toRequest('DELETE', resource, key, { body }), options);
  return result.ok ? { ok: true, value: undefined } : result;
}
