import { failure, type Failure } from '../reasons.js';

/** How a trigger makes one value of the series of its query. */
export interface PickRules {
  /** `average`, empty for none, else the maximum. */
  readonly aggregator: string;
  /** Stands in while there is no data. */
  readonly filler: number | undefined;
  /** How many points before the last one that has a value. */
  readonly pointOffset: number;
}

/** The values of a series, oldest first, null for a gap; the end of a longer series when it had more. */
export interface PickedSeries {
  readonly values: readonly (number | null)[];
  /** How many points there were up to the last of `values`. */
  readonly valueCount: number;
}

/**
 * The value of a trigger, by the rules of KEDA's own Datadog scaler and with its texts: of each series the point `pointOffset`
 * before the last one that has a value, and of several series the maximum or the average. One series without a value there
 * makes the filler the value of all; a series that is too short is an error even then.
 */
export function pickValue(
  series: readonly PickedSeries[],
  rules: PickRules,
): { readonly ok: true; readonly value: number } | Failure {
  if (series.length === 0) return withoutData('NoSeries', rules);
  if (series.length > 1 && rules.aggregator === '')
    return failure(
      'MultipleSeries',
      'query returned more than 1 series; modify the query to return only 1 series or add a queryAggregator',
    );
  const values: number[] = [];
  for (const { valueCount, values: points } of series) {
    const last = points.findLastIndex((value) => value !== null);
    const skipped = valueCount - points.length;
    const index = (last === -1 ? points.length - 1 : last) - rules.pointOffset;
    if (index + skipped < 0) return failure('SeriesTooShort', 'index is smaller than the lastAvailablePointOffset');
    const value = points[index] ?? null;
    if (value === null) return withoutData('OnlyNulls', rules);
    values.push(value);
  }
  return { ok: true, value: rules.aggregator === 'average' ? average(values) : largest(values) };
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}

function withoutData(
  reason: 'NoSeries' | 'OnlyNulls',
  { filler }: PickRules,
): { readonly ok: true; readonly value: number } | Failure {
  if (filler !== undefined) return { ok: true, value: filler };
  return failure(reason, 'no Datadog metrics returned for the given time window');
}
