import type { MetricValue } from '@dogwatch/messages';
import { type ChunkLimits, measureItem, toChunks } from './to-chunks.js';

/** A part of all values; `next` is the cursor of the part after it. */
export interface ValuePage {
  readonly values: readonly MetricValue[];
  readonly next: string | undefined;
}

/** The last value of every metric, to be read page by page. That memory is bounded by the number of DatadogMetrics. */
export interface CurrentValues {
  set(value: MetricValue): void;
  /** Whether there was one. */
  delete(key: string): boolean;
  /** What comes after `cursor` in key order, as much as fits. */
  page(cursor: string | undefined, limits: ChunkLimits): ValuePage;
}

/** `namespace/name` of a value. */
export function toKey(value: Pick<MetricValue, 'namespace' | 'name'>): string {
  return `${value.namespace}/${value.name}`;
}

/** The value, with the end of its message cut off when it would be larger than `maxBytes` as JSON. */
export function toFitting(value: MetricValue, maxBytes: number): MetricValue {
  const excess = measureItem(value) - maxBytes;
  if (excess <= 0) return value;
  // Every character takes a byte at least.
  const kept = value.message.slice(0, Math.max(0, value.message.length - excess - '...'.length));
  return { ...value, message: `${kept.toWellFormed()}...` };
}

/** See `CurrentValues`. */
export function createCurrentValues(): CurrentValues {
  const values = new Map<string, MetricValue>();
  let sortedKeys: readonly string[] | undefined;
  return {
    set(value) {
      const key = toKey(value);
      if (!values.has(key)) sortedKeys = undefined;
      values.set(key, value);
    },
    delete(key) {
      sortedKeys = undefined;
      return values.delete(key);
    },
    page(cursor, limits) {
      sortedKeys ??= [...values.keys()].sort();
      const start = cursor === undefined ? 0 : sortedKeys.findIndex((key) => key > cursor);
      const keys = start < 0 ? [] : sortedKeys.slice(start, start + limits.maxItems);
      const fitting = keys.flatMap((key) => values.get(key) ?? []).map((value) => toFitting(value, limits.maxBytes));
      const [page = []] = toChunks(fitting, limits);
      const last = page.map(toKey).at(-1);
      return { values: page, next: last === sortedKeys.at(-1) ? undefined : last };
    },
  };
}
