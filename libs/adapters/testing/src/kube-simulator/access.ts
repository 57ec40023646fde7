import { coreResources } from '@dogwatch/kube';
import { type JsonObject, listAt, objectAt, textAt } from '../json/json.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { Refusal } from './refusal.js';

/** Who makes a request. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Whether RBAC allows a user or a group what `access` (as in a SubjectAccessReview) tells. */
export function isAllowed(store: ObjectStore, user: User, access: JsonObject): boolean {
  if (user.groups.includes('system:masters')) return true;
  const path = textAt(access, 'path');
  if (path !== '') return access.verb === 'get' && /^\/apis?(\/|$)/.test(path);
  const namespace = textAt(access, 'namespace');
  const own = namespace === '' ? [] : store.list(coreResources.roleBindings, namespace);
  return [...store.list(coreResources.clusterRoleBindings), ...own]
    .filter((binding) => listAt(binding, 'subjects').some((subject) => isSubject(subject, user)))
    .flatMap((binding) => listAt(roleOf(store, binding), 'rules'))
    .some((rule) => isCovered(rule, access));
}

function isSubject(subject: unknown, { username, groups }: User): boolean {
  const name = textAt(subject, 'name');
  return textAt(subject, 'kind') === 'Group' ? groups.includes(name) : username === name;
}

function roleOf(store: ObjectStore, binding: StoredObject): StoredObject | undefined {
  const name = textAt(binding, 'roleRef', 'name');
  return textAt(binding, 'roleRef', 'kind') === 'Role'
    ? store.get(coreResources.roles, textAt(binding, 'metadata', 'namespace'), name)
    : store.get(coreResources.clusterRoles, '', name);
}

function isCovered(rule: unknown, access: JsonObject): boolean {
  const has = (field: string, value: string): boolean =>
    ['*', value].some((item) => listAt(rule, field).includes(item));
  const resource = [access.resource, access.subresource].filter(Boolean).join('/');
  const names = listAt(rule, 'resourceNames');
  return (
    has('verbs', textAt(access, 'verb')) &&
    has('apiGroups', textAt(access, 'group')) &&
    has('resources', resource) &&
    (names.length === 0 || names.includes(access.name))
  );
}

/** The answer to a SubjectAccessReview. */
export function reviewAccess(store: ObjectStore, review: JsonObject): JsonObject {
  const { resourceAttributes: what, nonResourceAttributes: path, user } = objectAt(review, 'spec');
  if ((what === undefined) === (path === undefined)) {
    const rule = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    throw new Refusal(422, 'Invalid', `SubjectAccessReview.authorization.k8s.io "" is invalid: spec: ${rule}`);
  }
  const groups = listAt(review, 'spec', 'groups').map(String);
  return {
    ...review,
    status: { allowed: isAllowed(store, { username: String(user), groups }, objectAt(what ?? path)) },
  };
}

/** The answer to a TokenReview. */
export function reviewToken(tokens: ReadonlyMap<string, User>, review: JsonObject): JsonObject {
  const token = textAt(review, 'spec', 'token');
  if (token === '') throw new Refusal(400, 'BadRequest', 'token is required for TokenReview in authentication');
  const user = tokens.get(token);
  const status = user === undefined ? { error: '[invalid bearer token]' } : { authenticated: true, user };
  return { ...review, status };
}
