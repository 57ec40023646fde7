import { toQueryRejection } from './api-error.js';
import { latestPoint, type Point } from './latest-point.js';
import type { BatchAnswer, PollOutcome } from './poll-outcome.js';
import { failure } from './reasons.js';

const keptPoints = 10;
const maxTimeSeconds = 253_402_300_799;

/** A JSON object, not looked into. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the body of a 2xx answer of `/api/v1/query`, parsed from JSON, for the queries of its request. Never throws, whatever
 * the body is. `status: error` is a `QueryRejected` of the whole request. A series belongs to the query that its query_index
 * names; only a request of one query may leave that out. A series that belongs to none makes every query of the request a
 * `ResponseMismatch`, because a shifted index would hand one metric's value to another.
 */
export function parseSeriesAnswer(body: unknown, queries: readonly string[]): BatchAnswer {
  const answer = body === undefined || body === null || body === '' ? {} : body;
  if (!isObject(answer)) return failure('InvalidAnswer', 'the answer of Datadog is not a JSON object');
  if (answer['status'] === 'error') return toQueryRejection(answer['error']);
  const series = answer['series'] ?? [];
  if (!Array.isArray(series))
    return failure('InvalidAnswer', 'the field series of the answer of Datadog is not a list');
  const byQuery = groupByQuery(series, queries.length);
  const outcomes =
    byQuery === undefined
      ? queries.map(() => failure('ResponseMismatch', 'a series of the answer belongs to no query of the request'))
      : queries.map((query, index) => toOutcome(query, byQuery.get(index) ?? []));
  return { ok: true, outcomes };
}

/** The series of an answer by the index of their query; undefined when one of them belongs to no query of the request. */
export function groupByQuery(series: readonly unknown[], queryCount: number): Map<number, Json[]> | undefined {
  const byQuery = new Map<number, Json[]>();
  for (const item of series) {
    if (!isObject(item)) return undefined;
    const index = item['query_index'] ?? (queryCount === 1 ? 0 : undefined);
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= queryCount) return undefined;
    const known = byQuery.get(index);
    if (known === undefined) byQuery.set(index, [item]);
    else known.push(item);
  }
  return byQuery;
}

function toOutcome(query: string, series: readonly Json[]): PollOutcome {
  const [first] = series;
  if (first === undefined) return failure('NoSeries', `no series was found for the query ${query}`);
  if (series.length > 1)
    return failure(
      'MultipleSeries',
      `${series.length} series were found where one is needed, for the query ${query}; aggregate them into one`,
    );
  const points = toPoints(first['pointlist']);
  const latest = latestPoint(points);
  if (latest === undefined)
    return {
      ...failure('OnlyNulls', `the series has no value in its time window, for the query ${query}`),
      pointCount: points.length,
    };
  return {
    ok: true,
    value: latest.value,
    dataTimeSeconds: latest.timeSeconds,
    points: points.slice(-keptPoints),
    pointCount: points.length,
  };
}

/** The points of a series of Datadog, in its order. What is no point of a time is left out. */
export function toPoints(pointlist: unknown): Point[] {
  return Array.isArray(pointlist) ? pointlist.flatMap(toPoint) : [];
}

/** A time that is no date makes the point useless; a value that is no finite number is a gap. */
function toPoint(pair: unknown): Point[] {
  if (!Array.isArray(pair)) return [];
  const time: unknown = pair[0];
  const value: unknown = pair[1];
  if (typeof time !== 'number') return [];
  const timeSeconds = Math.trunc(time / 1000);
  if (!(timeSeconds >= 0 && timeSeconds <= maxTimeSeconds)) return [];
  return [{ timeSeconds, value: typeof value === 'number' && Number.isFinite(value) ? value : null }];
}

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
