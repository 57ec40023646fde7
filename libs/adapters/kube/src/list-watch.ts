import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@dogwatch/telemetry';
import { backoffDelay } from './backoff.js';
import type { FollowStatus } from './follow-status.js';
import { createFollowStatus } from './follow-status.js';
import type { KubeClient, ListOptions } from './kube-client.js';
import { readPages } from './list-objects.js';
import type { Change, ObjectStore } from './object-store.js';
import { createObjectStore } from './object-store.js';
import type { KubeObject, Resource } from './resource.js';
import type { WatchPosition } from './run-watch.js';
import { runWatch } from './run-watch.js';

/** What to watch and what to keep of it. */
export interface ListWatchOptions<T extends KubeObject, P> {
  readonly client: KubeClient;
  readonly resource: Resource<T>;
  /** Without it: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Keeps what is needed of an object; the rest is garbage at once. `metadata.managedFields` is gone before. Must not throw. */
  readonly prune: (object: T) => P;
  readonly onChange?: (change: Change<P>) => void;
  /** Called once, when the first list is complete and its changes have been reported. */
  readonly onSynced?: () => void;
  readonly log: Logger;
  /** Shorter clocks, for tests. */
  readonly timing?: Partial<ListWatchTiming>;
}

/** The clocks of a list-watch. */
export interface ListWatchTiming {
  /** How long one watch lasts: 300 seconds by default, and up to a fifth more, so that not all replicas come back at once. */
  readonly watchSeconds: number;
  /** How long after its end a watch that still hangs is cut: 15,000 by default. */
  readonly graceMillis: number;
  /** Delays after failures: between 500 and 30,000 by default, doubling. */
  readonly minBackoffMillis: number;
  readonly maxBackoffMillis: number;
}

/** How well the copy follows the server. */
export interface ListWatchState {
  /** Whether a first list has ever been complete. */
  readonly synced: boolean;
  /** When the server was last heard of (an answer, an event or a bookmark), by `Date.now()`; 0 if never. */
  readonly lastContactMillis: number;
  /** Why the last attempt failed; gone as soon as one works. */
  readonly lastError?: { readonly reason: string; readonly message: string };
}

/** A copy of a resource's objects that follows the API server until it is stopped. */
export interface ListWatch<P> {
  readonly store: ReadonlyMap<string, P>;
  /** Resolves with the first complete list; never, if it is stopped before. */
  readonly synced: Promise<void>;
  state(): ListWatchState;
  /** Resolves when no further change will be reported. */
  stop(): Promise<void>;
}

const defaultTiming: ListWatchTiming = {
  watchSeconds: 300,
  graceMillis: 15_000,
  minBackoffMillis: 500,
  maxBackoffMillis: 30_000,
};

const maxWatchFailures = 5;

/** What the steps of one list-watch share. */
interface Session<T extends KubeObject, P> {
  readonly options: ListWatchOptions<T, P>;
  readonly timing: ListWatchTiming;
  readonly store: ObjectStore<P>;
  readonly status: FollowStatus;
  readonly signal: AbortSignal;
  readonly take: (object: T) => void;
}

/** Starts to follow a resource at once, and goes on whatever the server does, until it is stopped. */
export function listWatch<T extends KubeObject, P>(options: ListWatchOptions<T, P>): ListWatch<P> {
  const { log, resource, prune, onChange } = options;
  const stopping = new AbortController();
  const synced = Promise.withResolvers<void>();
  const guard = (what: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      log.error({ err: error, resource: resource.plural }, `${what} of ${resource.plural} threw; this is a bug`);
    }
  };
  const store = createObjectStore<P>((change) => guard('onChange', () => onChange?.(change)));
  const status = createFollowStatus(resource.plural, log, () => {
    guard('onSynced', () => options.onSynced?.());
    synced.resolve();
  });
  const take = (object: T): void =>
    guard('prune', () => {
      Reflect.deleteProperty(object.metadata, 'managedFields');
      store.put(object.metadata, prune(object));
    });
  const timing = { ...defaultTiming, ...options.timing };
  const done = follow({ options, timing, store, status, signal: stopping.signal, take });
  return {
    store: store.objects,
    synced: synced.promise,
    state: status.state,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function follow<T extends KubeObject, P>(session: Session<T, P>): Promise<void> {
  const { signal, status, timing } = session;
  const bounds = { minMillis: timing.minBackoffMillis, maxMillis: timing.maxBackoffMillis };
  let position: WatchPosition = { resourceVersion: undefined };
  while (!signal.aborted) {
    position =
      position.resourceVersion === undefined ? await relist(session) : await watch(session, position.resourceVersion);
    if (signal.aborted || position.failure === undefined) continue;
    const failures = status.fail(position.failure);
    // A server that refuses a version again and again may have been restored from a backup and not know it.
    if (failures >= maxWatchFailures && position.failure.code > 0) position = { resourceVersion: undefined };
    await sleep(backoffDelay(failures, bounds, Math.random()), undefined, { signal }).catch(() => {});
  }
}

function toSelection<T extends KubeObject, P>({ options, signal }: Session<T, P>): ListOptions {
  const { namespace, labelSelector, fieldSelector } = options;
  return {
    signal,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

/** Brings the store up to date; what is not in the list any more is reported as deleted. */
async function relist<T extends KubeObject, P>(session: Session<T, P>): Promise<WatchPosition> {
  const { store, status, take } = session;
  const { client, resource } = session.options;
  const selection = toSelection(session);
  store.beginRelist();
  const result = await readPages<T>(
    async (page) => client.listPage(resource, { ...selection, ...page }),
    (items) => {
      status.touch();
      for (const item of items) take(item);
    },
    () => store.beginRelist(),
  );
  if (!result.ok) return { resourceVersion: undefined, failure: result };
  store.endRelist();
  status.listed();
  return { resourceVersion: result.value.resourceVersion };
}

async function watch<T extends KubeObject, P>(session: Session<T, P>, resourceVersion: string): Promise<WatchPosition> {
  const { options, status, store, timing } = session;
  return runWatch<T>({
    client: options.client,
    resource: options.resource,
    selection: toSelection(session),
    resourceVersion,
    seconds: Math.ceil(timing.watchSeconds * (1 + Math.random() / 5)),
    graceMillis: timing.graceMillis,
    status,
    onObject: (type, object) => {
      if (type === 'DELETED') store.remove(object.metadata);
      else session.take(object);
    },
  });
}
