import type { ObjectMeta } from '@dogwatch/crds';
import { toKey } from './resource.js';

/** Something happened to one object. A relist reports the difference to what was known, deletions too. */
export interface Change<P> {
  readonly type: 'added' | 'deleted' | 'modified';
  /** `namespace/name`, or the name alone. */
  readonly key: string;
  /** What it is now; for a deletion, what it was last. */
  readonly object: P;
  /** What it was before it was modified. */
  readonly before?: P;
}

/** The pruned objects of a resource, and what each event or relist changed. */
export interface ObjectStore<P> {
  readonly objects: ReadonlyMap<string, P>;
  /** Takes in an object of a list or a watch. An object of the same resourceVersion is not news. */
  put(metadata: ObjectMeta, object: P): void;
  remove(metadata: ObjectMeta): void;
  /** Removes what was not `put` since `beginRelist`. */
  beginRelist(): void;
  endRelist(): void;
}

/** A store that reports every change to `report`. */
export function createObjectStore<P>(report: (change: Change<P>) => void): ObjectStore<P> {
  const objects = new Map<string, P>();
  // Beside the objects, because what a caller keeps of an object may be anything, undefined too.
  const records = new Map<string, { readonly version: string; readonly object: P }>();
  let unseen = new Set<string>();

  const drop = (key: string): void => {
    const record = records.get(key);
    if (record === undefined) return;
    objects.delete(key);
    records.delete(key);
    report({ type: 'deleted', key, object: record.object });
  };
  return {
    objects,
    put: (metadata, object) => {
      const key = toKey(metadata);
      const version = metadata.resourceVersion ?? '';
      unseen.delete(key);
      const known = records.get(key);
      if (version !== '' && known?.version === version) return;
      objects.set(key, object);
      records.set(key, { version, object });
      report(
        known === undefined ? { type: 'added', key, object } : { type: 'modified', key, object, before: known.object },
      );
    },
    remove: (metadata) => drop(toKey(metadata)),
    beginRelist: () => {
      unseen = new Set(objects.keys());
    },
    endRelist: () => {
      for (const key of unseen) drop(key);
      unseen = new Set();
    },
  };
}
