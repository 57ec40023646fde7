import { isJsonObject, objectAt, textAt, textsAt } from './json.js';
import type { JsonObject } from './json.js';

/** `target` after a merge patch (RFC 7386). */
export function mergeJson(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeJson(merged[key], value);
  }
  return merged;
}

/** Server-side apply without owners: what is named is set, lists of the type `map` are merged by their keys, nothing is removed. */
export function applyJson(target: unknown, applied: unknown, schema: JsonObject): unknown {
  if (Array.isArray(applied)) return applyList(Array.isArray(target) ? target : [], applied, schema);
  if (!isJsonObject(applied)) return applied;
  const base = isJsonObject(target) ? target : {};
  const known = objectAt(schema, 'properties');
  const set = Object.entries(applied).map(([key, value]) => {
    return [key, applyJson(base[key], value, objectAt(known[key] ?? schema['additionalProperties']))];
  });
  return { ...base, ...Object.fromEntries(set) };
}

function applyList(target: readonly unknown[], applied: readonly unknown[], schema: JsonObject): unknown {
  const keys = textsAt(schema, 'x-kubernetes-list-map-keys');
  if (textAt(schema, 'x-kubernetes-list-type') !== 'map' || keys.length === 0) return applied;
  const isSame = (a: unknown, b: unknown): boolean => keys.every((key) => objectAt(a)[key] === objectAt(b)[key]);
  const items = objectAt(schema, 'items');
  const kept = target.map((item) => {
    const change = applied.find((candidate) => isSame(candidate, item));
    return change === undefined ? item : applyJson(item, change, items);
  });
  return [...kept, ...applied.filter((item) => !target.some((candidate) => isSame(candidate, item)))];
}
