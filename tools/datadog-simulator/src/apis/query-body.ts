import { missingTagValue } from '../evaluate/group-sources.js';
import type { ResultSeries } from '../evaluate/frame.js';
import { toUnit, type Unit } from './units.js';

/** One series in the answer of `GET /api/v1/query`. Times are milliseconds, the interval is seconds. */
export interface SeriesBody {
  readonly metric: string;
  readonly display_name: string;
  readonly expression: string;
  readonly scope: string;
  readonly interval: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
  readonly pointlist: readonly (readonly [millis: number, value: number | string | null])[];
  readonly aggr: string | null;
  readonly unit: readonly [unit: Unit | null, perUnit: Unit | null] | null;
  readonly query_index?: number;
  readonly tag_set: readonly string[];
  readonly attributes: Readonly<Record<string, never>>;
}

/** The answer of `GET /api/v1/query`. */
export interface QueryBody {
  readonly status: 'ok' | 'error';
  readonly res_type: 'time_series';
  readonly resp_version: 1;
  readonly query: string;
  readonly from_date: number;
  readonly to_date: number;
  readonly group_by: readonly string[];
  readonly series: readonly SeriesBody[];
  readonly values: readonly never[];
  readonly times: readonly never[];
  readonly message: string;
  readonly error?: string;
}

/** A series as the query API writes it; what is not a finite number becomes null. */
export function toSeriesBody(series: ResultSeries, queryIndex: number): SeriesBody {
  const { metric, expression, groups, intervalSeconds, points, aggregator, unit } = series;
  const scope = [...new Set([...series.scope, ...groups])];
  return {
    metric,
    display_name: metric,
    expression,
    scope: scope.join(',') || '*',
    interval: intervalSeconds,
    length: points.length,
    start: (points[0]?.seconds ?? 0) * 1000,
    end: ((points.at(-1)?.seconds ?? 0) + intervalSeconds) * 1000 - 1,
    pointlist: points.map(({ seconds, value }) => [seconds * 1000, Number.isFinite(value) ? value : null]),
    aggr: aggregator ?? null,
    unit: unit === undefined ? null : [toUnit(unit), null],
    query_index: queryIndex,
    tag_set: groups.filter((group) => !group.endsWith(`:${missingTagValue}`)),
    attributes: {},
  };
}
