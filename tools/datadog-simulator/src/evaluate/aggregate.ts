import type { Aggregator, Comparator } from '@dogwatch/query';

/** Turns one or more numbers into one. */
export type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const avg: Aggregate = (values) => sum(values) / values.length;

/** The methods that have a name, in time (`.rollup`) and in space. */
export const namedAggregates: Readonly<Record<string, Aggregate>> = {
  avg,
  sum,
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  count: (values) => values.length,
  stddev: (values) => {
    const mean = avg(values);
    return Math.sqrt(avg(values.map((value) => (value - mean) ** 2)));
  },
  last: (values) => values.at(-1) ?? Number.NaN,
  median: percentile(50),
};

/** The n-th percentile with linear interpolation between ranks. */
export function percentile(n: number): Aggregate {
  return (values) => {
    const sorted = values.toSorted((left, right) => left - right);
    const rank = (n / 100) * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? Number.NaN;
    const above = sorted[Math.ceil(rank)] ?? Number.NaN;
    return below + (above - below) * (rank - Math.floor(rank));
  };
}

/** The named method, or a percentile such as `p95`; undefined when there is none of that name. */
export function aggregateNamed(name: string): Aggregate | undefined {
  const [, digits] = /^p(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  return digits === undefined ? namedAggregates[name] : percentile(Number(digits));
}

const comparators: Readonly<Record<Comparator, (value: number, threshold: number) => boolean>> = {
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
  '==': (value, threshold) => value === threshold,
  '!=': (value, threshold) => value !== threshold,
};

/** Whether a comparison holds. */
export function compareNumbers(value: number, operator: Comparator, threshold: number): boolean {
  return comparators[operator](value, threshold);
}

/** The space aggregation of a query; a query that names none averages. */
export function spaceAggregate(aggregator: Aggregator | undefined): Aggregate {
  if (aggregator === undefined) {
    return avg;
  }
  switch (aggregator.kind) {
    case 'named':
      return namedAggregates[aggregator.name] ?? avg;
    case 'percentile':
      return percentile(aggregator.percentile);
    default: {
      const { operator, threshold } = aggregator;
      return (values) => values.filter((value) => comparators[operator](value, threshold)).length;
    }
  }
}

/** The aggregator as it is written in a query; undefined for none. */
export function aggregatorText(aggregator: Aggregator | undefined): string | undefined {
  return aggregator?.kind === 'named' ? aggregator.name : aggregator?.text;
}
