import { mergeJson, type JsonObject } from '../json-object.js';

/** An object of an API; its id as text, however an answer writes it. */
export interface StoredObject {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** The objects of one type, oldest first. */
export interface ObjectStore {
  readonly list: () => readonly StoredObject[];
  readonly get: (id: string) => StoredObject | undefined;
  /** Adds an object with what Datadog adds; one without an id gets one. */
  readonly add: (fields: JsonObject) => StoredObject;
  /** Lays members over it, as a person does in the web page and as PATCH does. */
  readonly edit: (id: string, patch: JsonObject) => StoredObject | undefined;
  /** Replaces everything but what Datadog keeps, as PUT does. */
  readonly replace: (id: string, fields: JsonObject) => StoredObject | undefined;
  readonly remove: (id: string) => boolean;
  readonly clear: () => void;
}

/** What the objects of one type have in common. */
export interface ObjectKind {
  /** The id of the nth object, from 1. */
  readonly toId: (count: number) => string;
  /** What Datadog adds to a new object. */
  readonly toDefaults: (nowMillis: number, fields: JsonObject) => JsonObject;
  /** What changes with every change. */
  readonly toTouched: (nowMillis: number) => JsonObject;
  /** Top members that a replacement does not touch. */
  readonly kept: readonly string[];
}

/** An empty store; `now` gives milliseconds. */
export function createObjectStore(kind: ObjectKind, now: () => number): ObjectStore {
  const objects = new Map<string, StoredObject>();
  let added = 0;

  function put(id: string, fields: JsonObject): StoredObject {
    const object = { ...fields, id };
    objects.set(id, object);
    return object;
  }

  function make(fields: JsonObject): JsonObject {
    return mergeJson(mergeJson(kind.toDefaults(now(), fields), kind.toTouched(now())), fields);
  }

  return {
    list: () => [...objects.values()],
    get: (id) => objects.get(id),
    add: (fields) => {
      added += 1;
      return put(typeof fields['id'] === 'string' ? fields['id'] : kind.toId(added), make(fields));
    },
    edit: (id, patch) => {
      const object = objects.get(id);
      return object && put(id, mergeJson(mergeJson(object, patch), kind.toTouched(now())));
    },
    replace: (id, fields) => {
      const object = objects.get(id);
      const made = { ...make(fields), ...(object && pick(object, kind.kept)) };
      return object && put(id, mergeJson(made, kind.toTouched(now())));
    },
    remove: (id) => objects.delete(id),
    clear: () => {
      objects.clear();
    },
  };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}
