import type { CallLanes } from '../sync/call-lanes.js';
import { defineResource, type KubeClient, type KubeResult, type Resource } from '@dogwatch/kube';
import { hasSameContent, type SyncKind, type SyncResource, type SyncStatus } from '@dogwatch/monitors';

/** What is written to resources: statuses and finalizers, never a spec. `undefined`: nothing was written, nor had to be. */
export interface ResourceWriter {
  newsOf(resource: SyncResource, status: SyncStatus): StatusNews | undefined;
  /** Writes a status if it says something new. */
  writeStatus(
    kind: SyncKind,
    resource: SyncResource,
    status: SyncStatus,
  ): Promise<KubeResult<SyncResource> | undefined>;
  addFinalizer(kind: SyncKind, resource: SyncResource): Promise<KubeResult<SyncResource> | undefined>;
  removeFinalizer(kind: SyncKind, resource: SyncResource): Promise<KubeResult<SyncResource> | undefined>;
}

/** What a status says that is not written yet: only that its object was looked at again, or more. */
export type StatusNews = 'look' | 'more';

/** The resource of a kind. */
export function toKubeResource(kind: SyncKind): Resource<SyncResource> {
  const { group, version, plural, kind: name } = kind.crd;
  return defineResource<SyncResource>({ group, version, plural, kind: name, namespaced: true });
}

/** Keeps of a resource what syncing needs. */
export function pruneResource({ metadata, spec, status }: SyncResource): SyncResource {
  const { name, namespace, uid, resourceVersion, generation, deletionTimestamp, finalizers } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith('monitor.datadoghq.com/'),
  );
  return {
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(generation === undefined ? {} : { generation }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
      finalizers: finalizers ?? [],
    },
    spec,
    ...(status === undefined ? {} : { status }),
  };
}

const maxConflicts = 5;

/** A writer over the Kubernetes API. A status alone that got older is written once in `statusPeriodMillis`. */
export function createResourceWriter(client: KubeClient, statusPeriodMillis: number): ResourceWriter {
  const patchFinalizers = async (
    kind: SyncKind,
    resource: SyncResource,
    change: (finalizers: readonly string[]) => readonly string[],
  ): Promise<KubeResult<SyncResource>> => {
    const patch = (current: SyncResource) => patchOnce(client, kind, current, change);
    return again(client, kind, resource, patch);
  };
  const newsOf = (resource: SyncResource, status: SyncStatus): StatusNews | undefined =>
    toStatusNews(status, resource.status, statusPeriodMillis);
  return {
    newsOf,
    async writeStatus(kind, resource, status) {
      if (newsOf(resource, status) === undefined) return undefined;
      const { name, namespace = '', uid } = resource.metadata;
      return again(client, kind, resource, ({ metadata: { resourceVersion = '' } }) =>
        client.replaceStatus(toKubeResource(kind), {
          metadata: { name, namespace, resourceVersion, ...(uid === undefined ? {} : { uid }) },
          status,
        }),
      );
    },
    addFinalizer: (kind, resource) =>
      patchFinalizers(kind, resource, (finalizers) => [...new Set([...finalizers, kind.finalizer])]),
    removeFinalizer: (kind, resource) =>
      patchFinalizers(kind, resource, (finalizers) => finalizers.filter((finalizer) => finalizer !== kind.finalizer)),
  };
}

async function patchOnce(
  client: KubeClient,
  kind: SyncKind,
  { metadata }: SyncResource,
  change: (finalizers: readonly string[]) => readonly string[],
): Promise<KubeResult<SyncResource>> {
  const { name, namespace = '', resourceVersion, finalizers = [] } = metadata;
  // with its version, so that a finalizer of somebody else is never lost
  const body = { metadata: { resourceVersion, finalizers: change(finalizers) } };
  return client.patch(toKubeResource(kind), { namespace, name }, { type: 'merge', body });
}

/** Writes once more to what the object is now, when somebody else wrote in between. */
async function again(
  client: KubeClient,
  kind: SyncKind,
  resource: SyncResource,
  write: (current: SyncResource) => Promise<KubeResult<SyncResource>>,
): Promise<KubeResult<SyncResource>> {
  const { name, namespace = '', uid } = resource.metadata;
  let current = resource;
  for (let conflicts = 0; ; conflicts += 1) {
    const written = await write(current);
    if (written.ok || written.reason !== 'Conflict' || conflicts === maxConflicts) return written;
    const newest = await client.get(toKubeResource(kind), { namespace, name });
    if (!newest.ok) return newest;
    // another resource of the same name has its own status
    if (newest.value.metadata.uid !== uid) return written;
    current = newest.value;
  }
}

const lookFields = ['monitorStateLastUpdateTime', 'stateLastUpdateTime'];

/** What a status says that is not written; that its object was looked at again is news when it is a period old. */
export function toStatusNews(
  status: SyncStatus,
  written: SyncStatus = {},
  periodMillis: number,
): StatusNews | undefined {
  const [next, before] = [withoutLook(status), withoutLook(written)];
  if (!hasSameContent(next, before) || !hasSameContent(before, next)) return 'more';
  // the looks themselves are a period apart, give or take
  const isLookOld = lookFields.some((field) => timeOf(status[field]) - timeOf(written[field]) >= periodMillis * 0.9);
  return isLookOld ? 'look' : undefined;
}

function withoutLook(status: SyncStatus): SyncStatus {
  return Object.fromEntries(Object.entries(status).filter(([key]) => !lookFields.includes(key)));
}

function timeOf(value: unknown): number {
  const millis = typeof value === 'string' ? Date.parse(value) : 0;
  return Number.isNaN(millis) ? 0 : millis;
}

/** A writer that writes only so much at once: what is new goes before what was only looked at again. */
export function limitWriter(writer: ResourceWriter, lanes: CallLanes): ResourceWriter {
  return {
    newsOf: (resource, status) => writer.newsOf(resource, status),
    async writeStatus(kind, resource, status) {
      const news = writer.newsOf(resource, status);
      // nobody waits for others to have nothing written
      if (news === undefined) return undefined;
      return lanes.run(news === 'look' ? 'poll' : 'update', () => writer.writeStatus(kind, resource, status));
    },
    addFinalizer: (kind, resource) => lanes.run('create', () => writer.addFinalizer(kind, resource)),
    removeFinalizer: (kind, resource) => lanes.run('delete', () => writer.removeFinalizer(kind, resource)),
  };
}
