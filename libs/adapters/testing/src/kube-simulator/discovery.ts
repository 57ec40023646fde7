import { toApiVersion } from '@dogwatch/kube';
import { textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import type { ObjectStore } from './object-store.js';
import { builtInType, builtInTypes, toCustomTypes } from './resource-type.js';
import type { ResourceType } from './resource-type.js';
import type { Target } from './rest-verbs.js';

const objectVerbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** A path below `/api` or `/apis`, taken apart. */
export interface ApiPath extends GroupVersion {
  /** What follows the version. */
  readonly rest: readonly string[];
}

/** Takes a path apart; undefined outside `/api` and `/apis`. Missing parts are empty. */
export function parseApiPath(path: string): ApiPath | undefined {
  const [root, ...parts] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...parts] : parts;
  return root === 'api' || root === 'apis' ? { group, version, rest } : undefined;
}

/** What a path is about; undefined if nothing is served there. */
export function toTarget(store: ObjectStore, { group, version, rest }: ApiPath): Target | undefined {
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status';
  const [namespace = '', ...path] = isInNamespace ? rest.slice(1) : ['', ...rest];
  const [plural, name = '', subresource = '', ...more] = path;
  const served = allTypes(store).filter((type) => type.group === group && type.version === version);
  const resource = served.find((type) => type.plural === plural);
  if (resource === undefined || more.length > 0 || !isReachable(resource, isInNamespace, path)) return undefined;
  return { resource, namespace, name, subresource };
}

/** Objects of a namespaced resource live in a namespace; only its collection can be read across all of them. */
function isReachable(resource: ResourceType, isInNamespace: boolean, path: readonly string[]): boolean {
  const [, name, subresource] = path;
  if (isInNamespace ? !resource.namespaced : resource.namespaced && name !== undefined) return false;
  return subresource === undefined || resource.subresources.some((known) => known === subresource);
}

/** The answer for `/version`, `/api`, `/apis`, and the group and version paths below; undefined for any other path. */
export function discover(store: ObjectStore, path: string): JsonObject | undefined {
  if (path === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.3-simulator' };
  const place = parseApiPath(path);
  if (place === undefined || place.rest.length > 0) return undefined;
  const { group, version } = place;
  if (version !== '') return toResourceList(allTypes(store), place);
  if (path.startsWith('/api/') || path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const services = store.list(builtInType('APIService')).map((service) => ({
    group: textAt(service, 'spec', 'group'),
    version: textAt(service, 'spec', 'version'),
  }));
  const groups = toGroups([...allTypes(store), ...services]);
  if (group === '') return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  const found = groups.find(({ name }) => name === group);
  return found === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...found };
}

function allTypes(store: ObjectStore): readonly ResourceType[] {
  return [...builtInTypes, ...store.list(builtInType('CustomResourceDefinition')).flatMap(toCustomTypes)];
}

function toGroups(served: readonly GroupVersion[]): readonly JsonObject[] {
  const groups = new Set(served.map(({ group }) => group).filter((group) => group !== ''));
  return [...groups].map((name) => {
    const own = new Set(served.filter(({ group }) => group === name).map(({ version }) => version));
    const versions = [...own].map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  });
}

function toResourceList(types: readonly ResourceType[], place: GroupVersion): JsonObject | undefined {
  const own = types.filter(({ group, version }) => group === place.group && version === place.version);
  const [first] = own;
  if (first === undefined) return undefined;
  const resources = own.flatMap(({ plural, kind, namespaced, subresources }) => [
    { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: objectVerbs },
    ...subresources.map((name) => ({ name: `${plural}/${name}`, namespaced, kind, verbs: ['get', 'patch', 'update'] })),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: toApiVersion(first), resources };
}
