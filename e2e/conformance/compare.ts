import type { CaseResult } from './suite.ts';

/** How to compare: by default every key of an object must be expected. */
export interface CompareOptions {
  /** Keys that the expectation does not have are free, at every depth. */
  readonly subset?: boolean;
}

/**
 * Compares JSON values: the order of keys is free, that of lists counts, numbers are compared as doubles, and an expected
 * null also stands for an absent key. The failure lists every path that differs.
 */
export function compareJson(expected: unknown, actual: unknown, options: CompareOptions = {}): CaseResult {
  const lines = diffJson(expected, actual, '', options);
  return lines.length === 0 ? { ok: true } : { ok: false, diff: lines.join('\n') };
}

/** The first result that is not ok, or ok. */
export function allOk(results: Iterable<CaseResult>): CaseResult {
  for (const result of results) if (result.ok !== true) return result;
  return { ok: true };
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function diffJson(expected: unknown, actual: unknown, path: string, options: CompareOptions): string[] {
  if (expected === null || expected === undefined)
    return actual === null || actual === undefined ? [] : [differ(path, expected, actual)];
  if (Array.isArray(expected)) return diffList(expected, actual, path, options);
  if (isObject(expected)) return diffObject(expected, actual, path, options);
  return Object.is(expected, actual) || expected === actual ? [] : [differ(path, expected, actual)];
}

function diffList(expected: readonly unknown[], actual: unknown, path: string, options: CompareOptions): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [differ(path, expected, actual)];
  return expected.flatMap((item, index) => diffJson(item, actual[index], `${path}[${index}]`, options));
}

function diffObject(expected: Json, actual: unknown, path: string, options: CompareOptions): string[] {
  if (!isObject(actual)) return [differ(path, expected, actual)];
  const extra = options.subset === true ? [] : Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
  return [
    ...Object.entries(expected).flatMap(([key, value]) =>
      diffJson(value, Object.hasOwn(actual, key) ? actual[key] : undefined, `${path}.${key}`, options),
    ),
    ...extra.flatMap((key) => diffJson(undefined, actual[key], `${path}.${key}`, options)),
  ];
}

function differ(path: string, expected: unknown, actual: unknown): string {
  return `${path === '' ? '(value)' : path}: expected ${print(expected)}, got ${print(actual)}`;
}

function print(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';
}
