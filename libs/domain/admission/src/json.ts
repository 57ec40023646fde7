/** Any value that JSON can hold. */
export type JsonValue = boolean | number | string | null | readonly JsonValue[] | JsonObject;

/** A JSON object, as parsed: members nobody here knows are kept as they are. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Whether a value is an object: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The own member of an object, whatever its name: never one of the prototype. For keys that come from outside. */
export function memberOf(object: JsonObject | undefined, key: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The member as an object; undefined when it is absent or something else. For keys that Kubernetes defines. */
export function objectAt(object: JsonObject | null | undefined, key: string): JsonObject | undefined {
  const value = object?.[key];
  return isJsonObject(value) ? value : undefined;
}

/** The member as a text; undefined when it is absent or something else. */
export function textAt(object: JsonObject | null | undefined, key: string): string | undefined {
  const value = object?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** The objects of a list member, the rest of its items left out; empty when it is absent or no list. */
export function objectsAt(object: JsonObject | null | undefined, key: string): readonly JsonObject[] {
  const value = object?.[key];
  if (!isJsonList(value)) return none;
  return isListOfObjects(value) ? value : value.filter(isJsonObject);
}

const none: readonly JsonObject[] = [];

/** Whether every item of a list is an object. */
export function isListOfObjects(value: readonly JsonValue[]): value is readonly JsonObject[] {
  return value.every(isJsonObject);
}

/** The members of an object that are texts. */
export function textMembers(object: JsonObject | null | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(object ?? {}).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return Object.fromEntries(entries);
}

/** Parses JSON text; a text that is none is a value, not an exception. */
export function parseJson(text: string): { readonly ok: true; readonly value: JsonValue } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
