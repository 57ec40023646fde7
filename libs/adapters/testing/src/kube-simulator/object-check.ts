import { toApiVersion } from '@dogwatch/kube';
import { isJsonObject, objectAt, omit, textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { badRequest, invalid } from './failure.js';
import type { Failure, Outcome } from './failure.js';
import type { StoredObject } from './object-store.js';
import type { ResourceType } from './resource-type.js';
import type { Target } from './rest-verbs.js';
import { checkBySchema, pruneBySchema } from '../json/structural-schema.js';

const customResourceName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;

/** Why the body of a request does not belong to its path; undefined if it does. */
export function checkIdentity(target: Target, body: JsonObject, name: string): Failure | undefined {
  const { resource } = target;
  const kind = textAt(body, 'kind') || resource.kind;
  const namespace = textAt(body, 'metadata', 'namespace') || target.namespace;
  if (kind !== resource.kind && target.subresource !== 'scale') {
    return badRequest(`${kind} in version "${textAt(body, 'apiVersion')}" cannot be handled as a ${resource.kind}`);
  }
  if (namespace !== target.namespace) {
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (target.name !== '' && target.name !== name) {
    return badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
  return checkName(resource, name);
}

function checkName(resource: ResourceType, name: string): Failure | undefined {
  const field = 'metadata.name';
  if (name === '') {
    const message = 'Required value: name or generateName is required';
    return invalid(resource, name, [{ reason: 'FieldValueRequired', message, field }]);
  }
  if (resource.schema === undefined || customResourceName.test(name)) return undefined;
  const message = `Invalid value: "${name}": must be a lowercase RFC 1123 subdomain`;
  return invalid(resource, name, [{ reason: 'FieldValueInvalid', message, field }]);
}

/** The object as it may be stored: custom resources are pruned and must fit their schema, a Lease needs microseconds. */
export function admit(resource: ResourceType, object: StoredObject): Outcome<StoredObject> {
  if (resource.kind === 'Lease') return admitLease(object);
  if (resource.schema === undefined) return { ok: true, value: object };
  const content = pruneBySchema(resource.schema, omit(object, ['metadata']));
  const value = {
    ...(isJsonObject(content) ? content : {}),
    apiVersion: toApiVersion(resource),
    kind: resource.kind,
    metadata: object.metadata,
  };
  const causes = checkBySchema(resource.schema, value, '');
  return causes.length === 0 ? { ok: true, value } : invalid(resource, object.metadata.name, causes);
}

function admitLease(lease: StoredObject): Outcome<StoredObject> {
  for (const field of ['acquireTime', 'renewTime']) {
    const time = objectAt(lease, 'spec')[field];
    if (time === undefined || time === null || (typeof time === 'string' && microTime.test(time))) continue;
    const layout = '2006-01-02T15:04:05.000000Z07:00';
    const why = `parsing time ${JSON.stringify(time)} as "${layout}": cannot parse`;
    return badRequest(`Lease in version "v1" cannot be handled as a Lease: ${why}`);
  }
  return { ok: true, value: lease };
}
