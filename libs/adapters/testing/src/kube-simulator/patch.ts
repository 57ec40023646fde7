import { badRequest, failure } from './failure.js';
import type { Outcome } from './failure.js';
import { applyJsonPatch } from '../json/json-patch.js';
import { isJsonObject, objectAt, textAt, textsAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';

/** The patch types of the API server. A strategic merge patch is treated as a merge patch, as custom resources would not take it. */
export type PatchType = 'apply' | 'json' | 'merge';

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/apply-patch+yaml': 'apply',
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'merge',
};

/** The patch type that a Content-Type header names. */
export function toPatchType(contentType: string): PatchType | undefined {
  return patchTypes[contentType.split(';')[0]?.trim() ?? ''];
}

/** `target` after the patch. `schema` says which lists an apply merges by key. */
export function applyPatch(
  type: PatchType,
  target: unknown,
  patch: unknown,
  schema: JsonObject = {},
): Outcome<unknown> {
  if (type === 'json') {
    const patched = applyJsonPatch(target, patch);
    return patched.ok ? patched : failure(422, 'Invalid', `the server rejected our request: ${patched.message}`);
  }
  if (!isJsonObject(patch)) return badRequest(`a ${type} patch must be an object`);
  return { ok: true, value: type === 'merge' ? mergePatch(target, patch) : applyConfiguration(target, patch, schema) };
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** Server-side apply without owners: what is named is set, lists of the type `map` are merged by their keys, nothing is removed. */
function applyConfiguration(target: unknown, applied: unknown, schema: JsonObject): unknown {
  if (Array.isArray(applied)) return applyList(Array.isArray(target) ? target : [], applied, schema);
  if (!isJsonObject(applied)) return applied;
  const base = isJsonObject(target) ? target : {};
  const of = (key: string): JsonObject =>
    objectAt(objectAt(schema, 'properties')[key] ?? schema['additionalProperties']);
  const set = Object.entries(applied).map(([key, value]) => [key, applyConfiguration(base[key], value, of(key))]);
  return { ...base, ...Object.fromEntries(set) };
}

function applyList(target: readonly unknown[], applied: readonly unknown[], schema: JsonObject): unknown {
  const keys = textsAt(schema, 'x-kubernetes-list-map-keys');
  if (textAt(schema, 'x-kubernetes-list-type') !== 'map' || keys.length === 0) return applied;
  const isSame = (a: unknown, b: unknown): boolean => keys.every((key) => objectAt(a)[key] === objectAt(b)[key]);
  const items = objectAt(schema, 'items');
  const kept = target.map((item) => {
    const change = applied.find((candidate) => isSame(candidate, item));
    return change === undefined ? item : applyConfiguration(item, change, items);
  });
  return [...kept, ...applied.filter((item) => !target.some((candidate) => isSame(candidate, item)))];
}
