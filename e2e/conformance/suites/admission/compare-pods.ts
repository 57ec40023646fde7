import type { JsonObject, JsonValue } from '@dogwatch/admission';
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import type { PodComparison } from './vector.ts';

/** Compares whole pods: without what is empty, and with the freedom of order the case allows. */
export function comparePods(expected: JsonValue, actual: JsonValue, comparison: PodComparison = {}): CaseResult {
  return compareJson(normalize(expected, comparison), normalize(actual, comparison));
}

/** Whether a pod has what `expected` names: members by key, items of lists by name (mounts by path as well). */
export function matchPod(expected: JsonValue, actual: JsonValue): CaseResult {
  const lines = missing(prune(expected), prune(actual), '');
  return lines.length === 0 ? { ok: true } : { ok: false, diff: lines.join('\n') };
}

function normalize(pod: JsonValue, comparison: PodComparison): JsonValue {
  return order(prune(pod), comparison, '');
}

/** Absent, null and empty are the same, but for an empty emptyDir; the API server sets a fieldRef's apiVersion. */
function prune(value: JsonValue | undefined, key = ''): JsonValue {
  if (Array.isArray(value)) return value.map((item) => prune(item as JsonValue));
  if (!isObject(value)) return value ?? null;
  const members = Object.entries(value)
    .filter(([name, member]) => !(key === 'fieldRef' && name === 'apiVersion' && member === 'v1'))
    .map(([name, member]) => [name, prune(member, name)] as const)
    .filter(([name, member]) => name === 'emptyDir' || !isEmpty(member));
  return Object.fromEntries(members);
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function order(value: JsonValue, comparison: PodComparison, key: string): JsonValue {
  if (Array.isArray(value)) return orderList(value as readonly JsonValue[], comparison, key);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    if (key === 'annotations' && comparison.annotationLists?.includes(name) && typeof member === 'string')
      return [name, member.split(',').sort().join(',')] as const;
    return [name, order(member ?? null, comparison, name)] as const;
  });
  const isIgnored = members.some(
    ([name, member]) => name === 'name' && typeof member === 'string' && matchesAny(member, comparison.ignoreEnvOf),
  );
  return Object.fromEntries(isIgnored ? members.filter(([name]) => name !== 'env') : members);
}

function orderList(list: readonly JsonValue[], comparison: PodComparison, key: string): JsonValue {
  const items = list.map((item) => order(item, comparison, ''));
  const isSet = (key === 'env' || key === 'volumes' || key === 'volumeMounts') && comparison[key] === 'set';
  return isSet ? items.toSorted((a, b) => (identity(a) < identity(b) ? -1 : 1)) : items;
}

function matchesAny(name: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
}

function missing(expected: JsonValue, actual: JsonValue | undefined, path: string): string[] {
  if (Array.isArray(expected)) {
    const items = Array.isArray(actual) ? (actual as readonly JsonValue[]) : [];
    return expected.flatMap((item: JsonValue, index) => {
      const found = isObject(item) ? items.find((other) => identity(other) === identity(item)) : items[index];
      return missing(item, found, `${path}[${index}]`);
    });
  }
  if (isObject(expected))
    return Object.entries(expected).flatMap(([key, member]) =>
      missing(member ?? null, isObject(actual) ? actual[key] : undefined, `${path}.${key}`),
    );
  return expected === actual
    ? []
    : [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual) ?? 'nothing'}`];
}

function identity(item: JsonValue): string {
  if (!isObject(item)) return JSON.stringify(item);
  return `${JSON.stringify(item['name'])} ${JSON.stringify(item['mountPath']) ?? ''}`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
