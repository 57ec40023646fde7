import { toApiVersion } from '@dogwatch/kube';
import { type JsonObject, numberAt, objectAt, textAt } from '../json/json.js';
import { checkBySchema, pruneBySchema } from '../json/structural-schema.js';
import type { StoredObject } from './object-store.js';
import { invalid, Refusal } from './refusal.js';
import type { ResourceType } from './resource-type.js';
import type { Target } from './rest-verbs.js';

const dnsName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;

/** Refuses an object whose name or namespace differs from the path, and names that cannot be. */
export function checkIdentity(target: Target, body: unknown, name: string): void {
  const namespace = textAt(body, 'metadata', 'namespace') || target.namespace;
  if (namespace !== target.namespace || (target.name || name) !== name) {
    const told = `the object is ${namespace}/${name}, but the URL says ${target.namespace}/${target.name}`;
    throw new Refusal(400, 'BadRequest', told);
  }
  if (target.resource.schema === undefined ? name !== '' : dnsName.test(name)) return;
  const message = `Invalid value: "${name}": must be a lowercase RFC 1123 subdomain`;
  throw invalid({ ...target, name }, [{ reason: 'FieldValueInvalid', message, field: 'metadata.name' }]);
}

/** An object whose content the server has not checked. */
export interface Draft extends JsonObject {
  readonly metadata: StoredObject['metadata'];
}

/**
 * The object as it may be stored: custom resources are pruned and must fit their schema, a Lease needs microseconds. What
 * controllers do is done at once: definitions are established, Deployments have their pods.
 */
export function admit(resource: ResourceType, draft: Draft): StoredObject {
  const { kind, schema } = resource;
  const content = schema === undefined ? draft : pruneBySchema(schema, draft);
  const value = { ...objectAt(content), apiVersion: toApiVersion(resource), kind, metadata: draft.metadata };
  const causes = checkBySchema(schema ?? {}, value, '');
  if (causes.length > 0) throw invalid({ resource, name: draft.metadata.name }, causes);
  return { ...value, ...controllers[kind]?.(value) };
}

/** By kind, the fields that a controller sets. */
const controllers: Readonly<Record<string, (object: StoredObject) => JsonObject>> = {
  CustomResourceDefinition(object) {
    const conditions = ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True' }));
    return { status: { acceptedNames: objectAt(object, 'spec', 'names'), conditions } };
  },
  Deployment(object) {
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
    return { status: { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas } };
  },
  Lease(object) {
    const times = [textAt(object, 'spec', 'acquireTime'), textAt(object, 'spec', 'renewTime')];
    const wrong = times.find((time) => time !== '' && !microTime.test(time));
    if (wrong === undefined) return {};
    throw new Refusal(400, 'BadRequest', `Lease cannot be handled: "${wrong}" is no time with microseconds`);
  },
};
