import type { Point } from './latest-point.js';
import { groupByQuery, isObject, type Json, toPoints } from './series-answer.js';

/** One series of an answer with its last points, for those who choose the point themselves. */
export interface WholeSeries {
  /** Its tags as Datadog prints them, at most 200 characters; empty when not told. */
  readonly scope: string;
  /** Oldest first; see `keepLastPoints`. */
  readonly points: readonly Point[];
  /** Points up to the last one in `points`: its index in the series, plus one. */
  readonly pointCount: number;
}

const maxScopeLength = 200;

/**
 * All series of each query of a request, from the body of a 2xx answer that `parseSeriesAnswer` has found good; a query without
 * series has none. Empty when the body cannot be trusted. Keeps the last `keptPoints` points of each series.
 */
export function readWholeSeries(
  body: unknown,
  queries: readonly string[],
  keptPoints: number,
): ReadonlyMap<string, readonly WholeSeries[]> {
  const series = isObject(body) && Array.isArray(body['series']) ? body['series'] : [];
  const byQuery = groupByQuery(series, queries.length);
  if (byQuery === undefined) return new Map();
  return new Map(
    queries.map((query, index) => [query, (byQuery.get(index) ?? []).map((item) => toWholeSeries(item, keptPoints))]),
  );
}

function toWholeSeries({ scope, pointlist }: Json, keptPoints: number): WholeSeries {
  const points = toPoints(pointlist);
  const text = typeof scope === 'string' ? scope : '';
  return keepLastPoints({ scope: text.slice(0, maxScopeLength), points, pointCount: points.length }, keptPoints);
}

/**
 * The series with its last `count` points, counted back from the last one that has a value; the gaps after that one are left out.
 * A series without any value keeps its last gaps.
 */
export function keepLastPoints(series: WholeSeries, count: number): WholeSeries {
  const { points } = series;
  const last = points.findLastIndex(({ value }) => value !== null);
  const end = last < 0 ? points.length : last + 1;
  const kept = points.slice(Math.max(0, end - count), end);
  return { ...series, points: kept, pointCount: series.pointCount - (points.length - end) };
}
