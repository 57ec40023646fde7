import type { CallRequest } from './caller.js';
import type { Patch, WriteOptions } from './kube-client.js';
import type { KubeFailure } from './kube-result.js';
import type { ObjectKey, Resource } from './resource.js';
import { toApiVersion } from './resource.js';
import type { PathTarget } from './resource-path.js';
import { toResourcePath, withQuery } from './resource-path.js';

/** What a request has besides its target. */
export interface RequestParts {
  readonly query?: Parameters<typeof withQuery>[1];
  readonly body?: object;
  readonly contentType?: string;
}

/** The request for a resource; its span is named by method, plural and sub-resource. */
export function toRequest(
  method: CallRequest['method'],
  resource: Resource<unknown>,
  target: PathTarget,
  parts: RequestParts = {},
): CallRequest {
  const { subresource } = target;
  return {
    method,
    path: withQuery(toResourcePath(resource, target), parts.query),
    spanName: `${method} ${resource.plural}${subresource === undefined ? '' : `/${subresource}`}`,
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(parts.contentType === undefined ? {} : { headers: { 'content-type': parts.contentType } }),
  };
}

/** The query of a write. */
export function toWriteQuery(options: WriteOptions | undefined): NonNullable<RequestParts['query']> {
  return { fieldManager: options?.fieldManager, dryRun: options?.dryRun === true ? 'All' : undefined };
}

/** An object with the `apiVersion` and `kind` of its resource, unless it has its own. */
export function withTypeMeta(resource: Resource<unknown>, object: object): object {
  return { apiVersion: toApiVersion(resource), kind: resource.kind, ...object };
}

/** The parts of a patch request. */
export function toPatchParts(resource: Resource<unknown>, patch: Patch): RequestParts {
  if (patch.type === 'merge') return { contentType: 'application/merge-patch+json', body: patch.body };
  if (patch.type === 'json') return { contentType: 'application/json-patch+json', body: patch.operations };
  return {
    contentType: 'application/apply-patch+yaml',
    body: withTypeMeta(resource, patch.object),
    query: { fieldManager: patch.fieldManager, force: patch.force },
  };
}

/** Why an object can't be addressed: the API server would answer such a path with a misleading 404 or 405. */
export function findMissingPart(
  resource: Resource<unknown>,
  key: Partial<ObjectKey>,
  needs: { readonly name: boolean },
): KubeFailure | undefined {
  const isNamespaceMissing = resource.namespaced && !key.namespace;
  if (!isNamespaceMissing && !(needs.name && !key.name)) return undefined;
  const part = isNamespaceMissing ? 'namespace' : 'name';
  return {
    ok: false,
    reason: 'Invalid',
    message: `${resource.kind} ${key.name ?? ''}: metadata.${part} is missing`,
    code: 0,
  };
}
