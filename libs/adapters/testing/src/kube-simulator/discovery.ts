import { toApiVersion } from '@dogwatch/kube';
import type { JsonObject } from '../json/json.js';
import type { ObjectStore } from './object-store.js';
import { type ResourceType, servedTypes } from './resource-type.js';
import type { Target } from './rest-verbs.js';

/** A path taken apart; missing parts are empty. */
export interface ApiPath {
  /** `api` (core), `apis`, or something else that is no API. */
  readonly root: string;
  readonly group: string;
  readonly version: string;
  /** What follows the version. */
  readonly rest: readonly string[];
}

/** Takes a path apart. */
export function parseApiPath(path: string): ApiPath {
  const [root = '', ...parts] = path.split('/').slice(1).map(decodeURIComponent);
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...parts] : parts;
  return { root, group, version, rest };
}

/** What a path is about; undefined if there is no such resource. */
export function toTarget(store: ObjectStore, path: ApiPath): Target | undefined {
  const isInNamespace = path.rest[0] === 'namespaces' && path.rest.length > 2 && path.rest[2] !== 'status';
  const [, namespace = '', plural, name = '', subresource = ''] = isInNamespace ? path.rest : ['', '', ...path.rest];
  const resource = typesAt(store, path).find((type) => type.plural === plural);
  return resource && isReachable(resource, { namespace, name, subresource })
    ? { resource, namespace, name, subresource }
    : undefined;
}

/** Objects of a namespaced resource live in a namespace; only its collection can be read across all of them. */
function isReachable(resource: ResourceType, { namespace, name, subresource }: Omit<Target, 'resource'>): boolean {
  const isInPlace = resource.namespaced ? namespace !== '' || name === '' : namespace === '';
  return isInPlace && ['', ...resource.subresources].includes(subresource);
}

function typesAt(store: ObjectStore, { group, version }: ApiPath): readonly ResourceType[] {
  return servedTypes(store).filter((type) => type.group === group && type.version === version);
}

/** The discovery document of `/api`, `/apis`, or a group and version; undefined for any other path. */
export function discover(store: ObjectStore, path: ApiPath): JsonObject | undefined {
  if (!/^apis?$/.test(path.root) || path.rest.length > 0) return undefined;
  if (path.version !== '') return toResourceList(typesAt(store, path));
  if (path.root === 'api') return { kind: 'APIVersions', versions: ['v1'] };
  const groups = Object.entries(Object.groupBy(servedTypes(store), ({ group }) => group)).map(([name, types = []]) => {
    const names = [...new Set(types.map(({ version }) => version))];
    const versions = names.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.filter(({ name }) => name !== '') };
}

function toResourceList(types: readonly ResourceType[]): JsonObject | undefined {
  const [first] = types;
  const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  const resources = types.flatMap(({ plural, kind, namespaced, subresources }) => [
    { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: all },
    ...subresources.map((name) => ({ name: `${plural}/${name}`, namespaced, kind, verbs: ['get', 'patch', 'update'] })),
  ]);
  return first && { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: toApiVersion(first), resources };
}
