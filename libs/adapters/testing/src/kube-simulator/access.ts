import { listAt, objectAt, textAt, textsAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { badRequest, failure } from './failure.js';
import type { Failure, Outcome } from './failure.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { builtInType } from './resource-type.js';
import type { Answer, Target } from './rest-verbs.js';

/** Who makes a request. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What someone wants to do: with a resource, or with a path that is none. */
export interface Access {
  readonly verb: string;
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

const publicPath = /^\/(api|apis|healthz|livez|openapi|readyz|version)(\/|$)/;

/** Whether RBAC allows it; `reason` names the binding. system:masters may do all, everybody may discover. */
export function reviewAccess(store: ObjectStore, user: User, access: Access): { allowed: boolean; reason: string } {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
  if (access.path !== undefined && access.verb === 'get' && publicPath.test(access.path)) {
    return { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "system:discovery"' };
  }
  const bindings = [
    ...store.list(builtInType('ClusterRoleBinding')),
    ...(access.namespace ? store.list(builtInType('RoleBinding'), access.namespace) : []),
  ];
  const binding = bindings.find(
    (candidate) =>
      listAt(candidate, 'subjects').some((subject) => isSubject(subject, user, candidate)) &&
      rulesOf(store, candidate).some((rule) => isCovered(rule, access)),
  );
  if (binding === undefined) return { allowed: false, reason: '' };
  return { allowed: true, reason: `RBAC: allowed by ${binding.kind} "${binding.metadata.name}"` };
}

function rulesOf(store: ObjectStore, binding: StoredObject): readonly unknown[] {
  const kind = textAt(binding, 'roleRef', 'kind');
  const namespace = kind === 'Role' ? textAt(binding, 'metadata', 'namespace') : '';
  const role = store.get(
    builtInType(kind === 'Role' ? kind : 'ClusterRole'),
    namespace,
    textAt(binding, 'roleRef', 'name'),
  );
  return listAt(role, 'rules');
}

function isSubject(subject: unknown, user: User, binding: StoredObject): boolean {
  const name = textAt(subject, 'name');
  switch (textAt(subject, 'kind')) {
    case 'User':
      return user.username === name;
    case 'Group':
      return user.groups.includes(name);
    default: {
      const namespace = textAt(subject, 'namespace') || textAt(binding, 'metadata', 'namespace');
      return user.username === `system:serviceaccount:${namespace}:${name}`;
    }
  }
}

function isCovered(rule: unknown, access: Access): boolean {
  const has = (field: string, value: string): boolean => {
    const values = textsAt(rule, field);
    return values.includes('*') || values.includes(value);
  };
  if (!has('verbs', access.verb)) return false;
  const { path } = access;
  if (path !== undefined) {
    const urls = textsAt(rule, 'nonResourceURLs');
    return urls.some((url) => (url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : path === url));
  }
  const resource = [access.resource, access.subresource].filter((part) => part !== undefined && part !== '').join('/');
  const names = textsAt(rule, 'resourceNames');
  return (
    has('apiGroups', access.group ?? '') &&
    has('resources', resource) &&
    (names.length === 0 || names.includes(access.name ?? ''))
  );
}

/** 403 in the words of the API server. */
export function forbidden({ username }: User, { resource, namespace, name }: Target, verb: string): Failure {
  const { group, plural } = resource;
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const object = `${plural}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` "${name}"`}`;
  const what = `User "${username}" cannot ${verb} resource "${plural}" in API group "${group}" ${place}`;
  return failure(403, 'Forbidden', `${object} is forbidden: ${what}`, { name, group, kind: plural });
}

/** 403 for a path that is no resource. */
export function forbiddenPath({ username }: User, { pathname }: URL, verb: string): Failure {
  return failure(403, 'Forbidden', `forbidden: User "${username}" cannot ${verb} path "${pathname}"`, {});
}

/** What someone may be asked about: the objects with roles, and the tokens. */
export interface Authority {
  readonly store: ObjectStore;
  readonly tokens: ReadonlyMap<string, User>;
}

/** Answers a TokenReview or a SubjectAccessReview. */
export function answerReview({ store, tokens }: Authority, { resource }: Target, body: unknown): Outcome<Answer> {
  const spec = objectAt(body, 'spec');
  const isToken = resource.kind === 'TokenReview';
  const status = isToken ? reviewToken(tokens, textAt(spec, 'token')) : reviewSubject(store, spec);
  if (!status.ok) return status;
  return { ok: true, value: { code: 201, body: { ...objectAt(body), metadata: {}, status: status.value } } };
}

function reviewToken(tokens: ReadonlyMap<string, User>, token: string): Outcome<JsonObject> {
  if (token === '') return badRequest('token is required for TokenReview in authentication');
  const user = tokens.get(token);
  if (user === undefined) return { ok: true, value: { user: {}, error: '[invalid bearer token]' } };
  const groups = [...user.groups, 'system:authenticated'];
  return { ok: true, value: { authenticated: true, user: { ...user, groups } } };
}

function reviewSubject(store: ObjectStore, spec: JsonObject): Outcome<JsonObject> {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined)) {
    return failure(
      422,
      'Invalid',
      'spec: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  }
  const user = { username: textAt(spec, 'user'), groups: textsAt(spec, 'groups') };
  const texts = Object.entries(objectAt(resource ?? path)).filter(([, value]) => typeof value === 'string');
  return { ok: true, value: { ...reviewAccess(store, user, { verb: '', ...Object.fromEntries(texts) }) } };
}
