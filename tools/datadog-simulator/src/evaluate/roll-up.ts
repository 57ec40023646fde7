import type { StoredSeries } from '../series/stored-series.js';
import { aggregateNamed, namedAggregates, type Aggregate } from './aggregate.js';
import type { Row } from './interpolate.js';
import type { SeriesPlan } from './series-plan.js';
import type { TimeWindow } from './time-window.js';

/** All values of a stored series by bucket; a bucket that only has gaps of the script holds an empty list. */
export type BucketValues = ReadonlyMap<number, readonly number[]>;

/** Sorts the samples of a series into the buckets that begin at `starts` (ascending). */
export function bucketValues(source: StoredSeries, starts: readonly number[], window: TimeWindow): BucketValues {
  const buckets = new Map<number, number[]>();
  let index = 0;
  for (const { seconds, value } of source.samples(
    starts[0] ?? window.fromSeconds,
    window.toSeconds,
    window.nowSeconds,
  )) {
    while ((starts[index + 1] ?? Infinity) <= seconds) {
      index += 1;
    }
    const start = starts[index] ?? seconds;
    const values = buckets.get(start) ?? [];
    buckets.set(start, values);
    if (value !== null) {
      values.push(...source.observe(value));
    }
  }
  return buckets;
}

/** Time aggregation of one series that is no distribution: one value for every bucket that has samples. */
export function rollUp(source: StoredSeries, plan: SeriesPlan, buckets: BucketValues): Row {
  const convert = converter(source, plan);
  const row = new Map<number, number | null>();
  for (const [start, values] of buckets) {
    row.set(start, values.length === 0 ? null : convert(values, plan.buckets.next(start) - start));
  }
  return row;
}

type Conversion = (values: readonly number[], bucketSeconds: number) => number;

function converter({ type, intervalSeconds }: StoredSeries, { form, method }: SeriesPlan): Conversion {
  const aggregate = method === undefined ? undefined : aggregateNamed(method);
  if (form === 'raw' || type === 'gauge' || type === 'distribution') {
    return aggregate ?? average;
  }
  const scale = { count: { count: 1, rate: 1 / intervalSeconds }, rate: { count: intervalSeconds, rate: 1 } }[type][
    form
  ];
  if (aggregate !== undefined) {
    return (values) => aggregate(values.map((value) => value * scale));
  }
  if (form === 'count') {
    return (values) => scale * total(values);
  }
  // Events of the bucket by its length, so that intervals without a sample count as intervals without events.
  return (values, bucketSeconds) => (scale * intervalSeconds * total(values)) / bucketSeconds;
}

const average: Aggregate = (values) => total(values) / values.length;

function total(values: readonly number[]): number {
  return namedAggregates['sum']?.(values) ?? Number.NaN;
}
