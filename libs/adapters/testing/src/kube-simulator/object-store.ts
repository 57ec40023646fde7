import type { Resource } from '@dogwatch/kube';
import { type JsonObject, textAt } from '../json/json.js';

/** An object as the API server holds it. */
export interface StoredObject {
  readonly [field: string]: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string };
}

/** One change of one object. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'DELETED' | 'MODIFIED';
  readonly revision: number;
  readonly resource: Resource<unknown>;
  readonly object: StoredObject;
  /** What a modified object was before. */
  readonly previous?: StoredObject | undefined;
}

/** Versioned objects in memory with a bounded history of changes. */
export type ObjectStore = ReturnType<typeof createObjectStore>;

/** A store whose history keeps the last `historyLimit` changes. */
export function createObjectStore(historyLimit: number) {
  const tables = new Map<string, Map<string, StoredObject>>();
  const history = createHistory(historyLimit);
  const tableOf = ({ group, plural }: Resource<unknown>): Map<string, StoredObject> => {
    const table = tables.get(`${group}/${plural}`) ?? new Map<string, StoredObject>();
    tables.set(`${group}/${plural}`, table);
    return table;
  };
  return {
    ...history,
    get: (resource: Resource<unknown>, namespace: string, name: string): StoredObject | undefined =>
      tableOf(resource).get(`${namespace}/${name}`),
    /** All objects, sorted by namespace and name; of all namespaces if it is empty. */
    list: (resource: Resource<unknown>, namespace = ''): readonly StoredObject[] =>
      [...tableOf(resource)]
        .filter(([key]) => namespace === '' || key.startsWith(`${namespace}/`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    /** Adds or replaces an object under a new resourceVersion. */
    put(resource: Resource<unknown>, object: StoredObject): StoredObject {
      const previous = tableOf(resource).get(keyOf(object));
      const change = { type: previous === undefined ? 'ADDED' : 'MODIFIED', resource, object, previous } as const;
      return history.record(change, (stored) => tableOf(resource).set(keyOf(stored), stored));
    },
    /** Removes an object that is there. */
    remove: (resource: Resource<unknown>, object: StoredObject): void =>
      void history.record({ type: 'DELETED', resource, object }, () => tableOf(resource).delete(keyOf(object))),
  };
}

function createHistory(limit: number) {
  const listeners = new Set<(event: StoreEvent) => void>();
  let events: StoreEvent[] = [];
  let revision = 1;
  let forgotten = 1;
  return {
    /** The version of the newest change. */
    revision: () => revision,
    /** Gives the object its version, has it stored, and tells who listens. */
    record(change: Omit<StoreEvent, 'revision'>, store: (object: StoredObject) => void): StoredObject {
      revision += 1;
      const metadata = { ...change.object.metadata, resourceVersion: String(revision) };
      const event = { ...change, revision, object: { ...change.object, metadata } };
      store(event.object);
      events.push(event);
      if (events.length > limit) forgotten = events.shift()?.revision ?? forgotten;
      for (const listener of listeners) listener(event);
      return event.object;
    },
    /** The changes after `since`; undefined when the history does not reach back that far. */
    eventsSince: (since: number): readonly StoreEvent[] | undefined =>
      since < forgotten ? undefined : events.filter((event) => event.revision > since),
    /** Calls `listener` after each change; the result ends that. */
    subscribe(listener: (event: StoreEvent) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Forgets the history, so that watches and pages of an older version are answered 410. */
    compact(): void {
      events = [];
      forgotten = revision;
    },
  };
}

function keyOf({ metadata }: StoredObject): string {
  return `${textAt(metadata, 'namespace')}/${metadata.name}`;
}
