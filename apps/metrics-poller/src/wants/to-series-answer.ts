import type { MetricRateLimit, MetricSeries, MetricSeriesAnswer, MetricWanted } from '@dogwatch/messages';
import { failure, keepLastPoints, type Problem, type WholeSeries } from '@dogwatch/scaling';
import type { AskResult } from '../poll/run-request.js';

/** What a want is known by. */
export type WantKey = Pick<MetricWanted, 'ageSeconds' | 'offsetSeconds' | 'org' | 'query'>;

const maxMessageLength = 1000;
/** More do not fit a message anyway, and are not to be kept. */
const maxSeries = 5000;
const withSeries: ReadonlySet<string> = new Set(['MultipleSeries', 'NoSeries', 'OnlyNulls']);

/** The fields a want is known by, and no others. */
export function toWantKey({ org, query, ageSeconds, offsetSeconds }: WantKey): WantKey {
  return { org, query, ageSeconds, offsetSeconds };
}

/** The answer to a want that is not asked for. */
export function toRefusedAnswer(want: WantKey, problem: Problem, nowMillis: number): MetricSeriesAnswer {
  return {
    ...toWantKey(want),
    attemptedAtMillis: nowMillis,
    ...toProblem(problem),
    httpStatus: null,
    rateLimit: null,
    answeredAtMillis: 0,
    series: [],
  };
}

/**
 * The answer that an attempt gives: `results` are those of the queries of the want, in order. One that has failed is the failure
 * of all, and leaves the series of `before`.
 */
export function toSeriesAnswer(
  want: WantKey & { readonly points: number },
  results: readonly AskResult[],
  before: MetricSeriesAnswer | undefined,
): MetricSeriesAnswer {
  const attemptedAtMillis = Math.max(...results.map(({ endedMillis }) => endedMillis));
  const attempt = { ...toWantKey(want), attemptedAtMillis };
  const failed = results.find((result) => problemOf(result) !== undefined);
  if (failed !== undefined) {
    const { answeredAtMillis = 0, series = [] } = before ?? {};
    return { ...attempt, ...toFailed(failed), answeredAtMillis, series };
  }
  const series = results.flatMap((result) => result.series ?? []);
  const answered = { ...attempt, httpStatus: results[0]?.trace.httpStatus ?? null, rateLimit: null };
  if (series.length > maxSeries)
    return { ...answered, ...toProblem(tooMany(series.length)), answeredAtMillis: 0, series: [] };
  return {
    ...answered,
    ...toProblem(undefined),
    answeredAtMillis: attemptedAtMillis,
    series: series.map((one) => toMetricSeries(one, want.points)),
  };
}

function tooMany(count: number): Problem {
  return failure('AnswerTooLarge', `the query gives ${count} series, and at most ${maxSeries} travel; aggregate them`);
}

function toFailed(failed: AskResult): Pick<MetricSeriesAnswer, 'httpStatus' | 'message' | 'rateLimit' | 'reason'> {
  const problem = toProblem(problemOf(failed));
  return {
    ...problem,
    httpStatus: failed.trace.httpStatus ?? null,
    rateLimit: problem.reason === 'RateLimited' ? toRateLimit(failed) : null,
  };
}

function problemOf({ outcome, series }: AskResult): Problem | undefined {
  if (!outcome.ok && !withSeries.has(outcome.reason)) return outcome;
  return series === undefined ? failure('InvalidAnswer', 'the answer of Datadog holds no list of series') : undefined;
}

function toProblem(problem: Problem | undefined): { readonly reason: string; readonly message: string } {
  const { reason, message } = problem ?? { reason: '', message: '' };
  return { reason, message: message.slice(0, maxMessageLength).toWellFormed() };
}

function toRateLimit({ endedMillis, rateLimit = {} }: AskResult): MetricRateLimit {
  const { limit, periodSeconds, resetSeconds, retryAfterSeconds: waitSeconds = resetSeconds } = rateLimit;
  return {
    limit: limit ?? null,
    periodSeconds: periodSeconds ?? null,
    retryAtMillis: waitSeconds === undefined ? null : Math.ceil(endedMillis + waitSeconds * 1000),
  };
}

function toMetricSeries(series: WholeSeries, points: number): MetricSeries {
  const { scope, pointCount, points: kept } = keepLastPoints(series, points);
  return {
    scope: scope.toWellFormed(),
    pointCount,
    points: kept.map(({ timeSeconds, value }) => [timeSeconds, value]),
  };
}
