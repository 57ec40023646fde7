import type { KubeLog } from './kube-log.js';
import type { KubeClient } from './kube-client.js';
import type { Resource } from './resource.js';

/** Something happened to one object. A relist reports the difference to what was known, deletions too. */
export interface Change<P> {
  readonly type: 'added' | 'deleted' | 'modified';
  /** `namespace/name`, or the name alone. */
  readonly key: string;
  /** What it is now; for a deletion, what it was last. */
  readonly object: P;
}

/** What to watch and what to keep of it. */
export interface ListWatchOptions<T, P> {
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
  readonly log: KubeLog;
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
