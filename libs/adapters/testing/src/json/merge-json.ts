import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from './json.js';

/**
 * `target` after a merge patch (RFC 7386). With the schema of the target it is an apply that knows no owners: nothing that
 * is not named is removed, and lists of the type `map` are merged by their keys.
 */
export function mergeJson(target: unknown, patch: unknown, schema: JsonObject = {}): unknown {
  if (Array.isArray(patch)) return mergeList(Array.isArray(target) ? target : [], patch, schema);
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeJson(merged[key], value, objectAt(schema, 'properties', key));
  }
  return merged;
}

function mergeList(target: readonly unknown[], patch: readonly unknown[], schema: JsonObject): readonly unknown[] {
  if (textAt(schema, 'x-kubernetes-list-type') !== 'map') return patch;
  const keyOf = (item: unknown): string =>
    JSON.stringify(listAt(schema, 'x-kubernetes-list-map-keys').map((key) => objectAt(item)[String(key)]));
  const items = new Map(target.map((item) => [keyOf(item), item]));
  for (const item of patch) items.set(keyOf(item), mergeJson(items.get(keyOf(item)), item, objectAt(schema, 'items')));
  return [...items.values()];
}
