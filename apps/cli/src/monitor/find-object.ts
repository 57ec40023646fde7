import { type ApiBody, type ApiCall, isObject, type ObjectApi, ownerTagPrefix, toOwnerTag } from '@dogwatch/monitors';
import { UsageError } from '../cli-command.js';
import type { MonitorResource } from './monitor-resource.js';
import type { DatadogReader } from './open-datadog.js';
import { statedId } from './read-resources.js';

/** What Datadog has for a resource. */
export interface FoundObject {
  readonly id: string;
  /** How it was found. */
  readonly by: 'adopt annotation' | 'owner tag' | 'status';
  /** `undefined`: the id is known and there is no such object. */
  readonly body: ApiBody | undefined;
}

/** Looks for the objects of resources; each list is read once. */
export interface ObjectFinder {
  find(resource: MonitorResource, api: ObjectApi): Promise<FoundObject | undefined>;
  /** An object that has the same title and is not known to be of the resource. */
  findTwin(resource: MonitorResource, api: ObjectApi): Promise<string | undefined>;
  /** The ids of the monitors that resources of any cluster own, by `namespace/name`. */
  listMonitorIds(api: ObjectApi): Promise<ReadonlyMap<string, number>>;
}

/** Makes a finder; without the uid of a cluster, an owner tag of any cluster counts. */
export function createObjectFinder(datadog: DatadogReader, clusterUid: string | undefined): ObjectFinder {
  const lists = new Map<ObjectApi, Promise<readonly ApiBody[]>>();
  const listOf = (api: ObjectApi): Promise<readonly ApiBody[]> => {
    const list = lists.get(api) ?? datadog.listOwned(api);
    lists.set(api, list);
    return list;
  };
  return {
    async find(resource, api) {
      const stated = statedId(resource);
      if (stated.id !== undefined && stated.by !== undefined) {
        return { id: stated.id, by: stated.by, body: await readObject(datadog, api, stated.id) };
      }
      const owned = pickOwned(resource, api, await listOf(api), clusterUid);
      const id = owned && api.idOf(owned);
      return id === undefined ? undefined : { id, by: 'owner tag', body: await readObject(datadog, api, id) };
    },
    findTwin: (resource, api) => findTwin(datadog, resource, api),
    listMonitorIds: async (api) => toIdsByName(await listOf(api), api, clusterUid),
  };
}

async function readObject(datadog: DatadogReader, api: ObjectApi, id: string): Promise<ApiBody | undefined> {
  const body = api.parse(await datadog.get(api.read(id)));
  return body === undefined || api.isGone?.(body) === true ? undefined : body;
}

async function findTwin(
  datadog: DatadogReader,
  { resource }: MonitorResource,
  api: ObjectApi,
): Promise<string | undefined> {
  const title = isObject(resource.spec) ? titleOf(resource.spec) : undefined;
  const call = typeof title === 'string' ? namedCall(api, title) : undefined;
  if (call === undefined) return undefined;
  const objects = api.list?.parse(await datadog.get(call)) ?? [];
  const twin = objects.find((object) => titleOf(object) === title);
  return twin && api.idOf(twin);
}

function titleOf({ name, title }: ApiBody): unknown {
  return name ?? title;
}

function toIdsByName(
  objects: readonly ApiBody[],
  api: ObjectApi,
  clusterUid: string | undefined,
): ReadonlyMap<string, number> {
  const prefix = clusterUid === undefined ? undefined : ownerTagPrefix(clusterUid);
  return new Map(
    objects.flatMap((object) =>
      api.ownersOf(object).flatMap((tag): [string, number][] => {
        const { name } = /^kube_owner:[^/]*\/(?<name>[^/]+\/[^/]+)$/.exec(tag)?.groups ?? {};
        const isOurs = prefix === undefined || tag.startsWith(prefix);
        return name !== undefined && isOurs ? [[name, Number(api.idOf(object))]] : [];
      }),
    ),
  );
}

function toCall(path: string): ApiCall {
  return { method: 'GET', path, endpoint: `GET ${path.split('?', 1)[0] ?? ''}` };
}

function namedCall({ type, list }: ObjectApi, title: string): ApiCall | undefined {
  if (type === 'monitor') return toCall(`/api/v1/monitor?name=${encodeURIComponent(title)}`);
  if (type === 'slo') return toCall(`/api/v1/slo?query=${encodeURIComponent(title)}&limit=1000`);
  return type === 'dashboard' ? list?.page(0) : undefined;
}

/** Stands for the cluster in owner tags when it is not known which one it is. */
export const unknownCluster = '????????';

function pickOwned(
  { kind, resource, title }: MonitorResource,
  api: ObjectApi,
  objects: readonly ApiBody[],
  clusterUid: string | undefined,
): ApiBody | undefined {
  const { name, namespace = '' } = resource.metadata;
  const tag = `${toOwnerTag(clusterUid ?? unknownCluster, { namespace, name })}${kind.ownerSuffix ?? ''}`;
  const isOwner = (owner: string): boolean =>
    clusterUid === undefined ? withoutCluster(owner) === withoutCluster(tag) : owner === tag;
  const owned = objects.filter((object) => api.ownersOf(object).some(isOwner));
  const clusters = new Set(owned.flatMap((object) => api.ownersOf(object).filter(isOwner)));
  if (clusters.size <= 1) return owned[0];
  const found = [...clusters].toSorted().join(', ');
  throw new UsageError(`${title}: several clusters have it (${found}); say with --cluster-uid which one is meant`);
}

function withoutCluster(tag: string): string {
  return tag.slice('kube_owner:'.length + unknownCluster.length);
}
