import { type KubeClient, listWatch, type ListWatch } from '@dogwatch/kube';
import { type SyncKind, syncKinds, type SyncResource } from '@dogwatch/monitors';
import type { Logger } from '@dogwatch/telemetry';
import { pruneResource, toKubeResource } from '../kubernetes/resource-writer.js';
import { nameOf } from '../sync/sync-entry.js';
import { createSynchronizer, type Synchronizer } from '../sync/synchronizer.js';
import type { SyncOptions, SyncPorts } from '../sync/sync-ports.js';

/** What a session follows, and whether it does. */
export interface FollowedKind {
  readonly name: string;
  /** A kind that the cluster does not have counts as synced. */
  readonly synced: boolean;
  readonly error: string | undefined;
}

/** What one term of leading works with. */
export interface LeaderSessionOptions {
  readonly client: KubeClient;
  readonly ports: SyncPorts;
  readonly sync: SyncOptions;
  /** The namespaces to watch for a kind; empty stands for all. */
  readonly namespacesOf: (kind: string) => readonly string[];
  readonly log: Logger;
}

/** One term of leading: it watches and syncs until it is stopped. */
export interface LeaderSession {
  readonly synchronizer: Synchronizer;
  kinds(): readonly FollowedKind[];
  /** Lets what is at work end. */
  stop(): Promise<void>;
}

const tickMillis = 250;

interface Followed {
  readonly name: string;
  readonly watch: ListWatch<SyncResource>;
}

/** Starts a term. */
export function startLeaderSession(options: LeaderSessionOptions): LeaderSession {
  const synchronizer = createSynchronizer(options.ports, options.sync);
  const followed = Object.values(syncKinds).flatMap((kind) => follow(kind, synchronizer, options));
  const timer = setInterval(() => synchronizer.tick(), tickMillis);
  return {
    synchronizer,
    kinds: () => followed.map(toFollowedKind),
    async stop() {
      clearInterval(timer);
      await Promise.all([synchronizer.stop(), ...followed.map(({ watch }) => watch.stop())]);
    },
  };
}

function follow(
  kind: SyncKind,
  synchronizer: Synchronizer,
  { client, log, namespacesOf }: LeaderSessionOptions,
): Followed[] {
  const namespaces = namespacesOf(kind.crd.kind);
  return (namespaces.length === 0 ? [undefined] : namespaces).map((namespace) => ({
    name: namespace === undefined ? kind.crd.plural : `${kind.crd.plural} of ${namespace}`,
    watch: listWatch({
      client,
      log,
      resource: toKubeResource(kind),
      ...(namespace === undefined ? {} : { namespace }),
      prune: pruneResource,
      onChange: ({ type, object }) =>
        type === 'deleted'
          ? synchronizer.removed(kind, nameOf({ resource: object }))
          : synchronizer.changed(kind, object),
    }),
  }));
}

function toFollowedKind({ name, watch }: Followed): FollowedKind {
  const { synced, lastError } = watch.state();
  // the cluster does not have the kind, which is fine
  if (lastError?.reason === 'NotFound') return { name, synced: true, error: undefined };
  return { name, synced, error: lastError?.message };
}
