import { textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import type { ResourceType } from './resource-type.js';

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
  readonly resource: ResourceType;
  readonly object: StoredObject;
  /** What a modified object was before. */
  readonly previous?: StoredObject;
}

/** Versioned objects in memory with a bounded history of changes. */
export interface ObjectStore {
  /** The version of the newest change. */
  revision(): number;
  get(resource: ResourceType, namespace: string, name: string): StoredObject | undefined;
  /** All objects, sorted by namespace and name; of all namespaces if it is empty. */
  list(resource: ResourceType, namespace?: string): readonly StoredObject[];
  /** Adds or replaces an object under a new resourceVersion. */
  put(resource: ResourceType, object: StoredObject): StoredObject;
  /** Removes an object that is there. */
  remove(resource: ResourceType, object: StoredObject): void;
  /** The changes after `revision`; undefined when the history does not reach back that far. */
  eventsSince(revision: number): readonly StoreEvent[] | undefined;
  /** Calls `listener` after each change; the result ends that. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** Forgets the history, so that watches and pages of an older version are answered 410. */
  compact(): void;
}

/** A store whose history keeps the last `historyLimit` changes. */
export function createObjectStore(historyLimit: number): ObjectStore {
  const tables = new Map<string, Map<string, StoredObject>>();
  const history = createHistory(historyLimit);
  const tableOf = ({ group, plural }: ResourceType): Map<string, StoredObject> => {
    const key = `${group}/${plural}`;
    const table = tables.get(key) ?? new Map<string, StoredObject>();
    tables.set(key, table);
    return table;
  };
  return {
    ...history,
    get: (resource, namespace, name) => tableOf(resource).get(`${namespace}/${name}`),
    list: (resource, namespace = '') =>
      [...tableOf(resource)]
        .filter(([key]) => namespace === '' || key.startsWith(`${namespace}/`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    put(resource, object) {
      const key = keyOf(object);
      const previous = tableOf(resource).get(key);
      const change = previous === undefined ? { type: 'ADDED' as const } : { type: 'MODIFIED' as const, previous };
      return history.record({ ...change, resource, object }, (stored) => tableOf(resource).set(key, stored));
    },
    remove: (resource, object) =>
      void history.record({ type: 'DELETED', resource, object }, () => tableOf(resource).delete(keyOf(object))),
  };
}

type History = Pick<ObjectStore, 'compact' | 'eventsSince' | 'revision' | 'subscribe'> & {
  /** Gives the object its version, has it stored, and tells who listens. */
  record(event: Omit<StoreEvent, 'revision'>, store: (object: StoredObject) => void): StoredObject;
};

function createHistory(limit: number): History {
  const listeners = new Set<(event: StoreEvent) => void>();
  let events: StoreEvent[] = [];
  let revision = 1;
  let forgotten = 1;
  return {
    revision: () => revision,
    record(event, store) {
      revision += 1;
      const metadata = { ...event.object.metadata, resourceVersion: String(revision) };
      const recorded = { ...event, revision, object: { ...event.object, metadata } };
      store(recorded.object);
      events.push(recorded);
      if (events.length > limit) forgotten = events.shift()?.revision ?? forgotten;
      for (const listener of listeners) listener(recorded);
      return recorded.object;
    },
    eventsSince: (since) => (since < forgotten ? undefined : events.filter((event) => event.revision > since)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    compact() {
      events = [];
      forgotten = revision;
    },
  };
}

function keyOf(object: StoredObject): string {
  return `${textAt(object, 'metadata', 'namespace')}/${object.metadata.name}`;
}
