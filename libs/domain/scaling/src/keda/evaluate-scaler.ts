import type { MetricSeries, MetricSeriesAnswer, MetricValue } from '@dogwatch/messages';
import { isServable } from '../freshness.js';
import { failure, isScalingReason, type Failure, type ScalingReason } from '../reasons.js';
import { pickValue } from './pick-value.js';
import type { DatadogMetricScaler, QueryScaler } from './scaler-metadata.js';

/** A value of keda-scaler, or why it has none. */
export type ScalerValue =
  | {
      readonly ok: true;
      readonly value: number;
      readonly active: boolean;
      /** Why the value is not that of the last attempt: the failure that it is kept through. */
      readonly keptThrough?: string;
    }
  | Failure;

/** Failures that say nothing about the query, so that the last answer still holds. */
const passing: ReadonlySet<string> = new Set(['CallBudgetSpent', 'InvalidAnswer', 'RateLimited', 'ServerError']);
/** There is no data: the filler stands in, as KEDA's own scaler does it. */
const withoutData: ReadonlySet<ScalingReason> = new Set(['NoSeries', 'OnlyNulls', 'Outdated', 'UnprocessableQuery']);

/**
 * The value of a query at this moment, from all that is known of it. The last series hold while Datadog does not answer or its
 * rate limit is reached, until they are older than `maxStaleness`. The filler stands in for no data and for 422 only.
 */
export function evaluateSeriesAnswer(spec: QueryScaler, answer: MetricSeriesAnswer, nowMillis: number): ScalerValue {
  const hasFailed = answer.reason !== '';
  const cause = toCause(answer);
  if (hasFailed && !passing.has(answer.reason)) return substitute(spec, cause);
  if (hasFailed && answer.answeredAtMillis === 0) return cause;
  const ageSeconds = (nowMillis - answer.answeredAtMillis) / 1000;
  if (ageSeconds > spec.maxStalenessSeconds) return hasFailed ? cause : stale(ageSeconds, spec.maxStalenessSeconds);
  const evaluated = evaluateSeries(spec, answer.series);
  return evaluated.ok && hasFailed ? { ...evaluated, keptThrough: answer.reason } : evaluated;
}

/** The value that these series give, by the rules of KEDA's own scaler. */
export function evaluateSeries(spec: QueryScaler, series: readonly MetricSeries[]): ScalerValue {
  const picked = pickValue(
    series.map(({ pointCount, points }) => ({ values: points.map(([, value]) => value), valueCount: pointCount })),
    spec,
  );
  return picked.ok ? { ok: true, value: picked.value, active: picked.value > spec.activation } : picked;
}

/**
 * The value of a DatadogMetric at this moment. It holds as long as external.metrics.k8s.io would serve it, and while nothing new
 * is heard until it is older than `maxStaleness`; the filler stands in while Datadog has no data.
 */
export function evaluateMetricValue(
  spec: DatadogMetricScaler,
  known: MetricValue | undefined,
  nowSeconds: number,
): ScalerValue {
  const { metricName } = spec;
  if (known === undefined) return failure('NotFound', `DatadogMetric not found for the metric ${metricName}`);
  const { dataTimeSeconds, maxAgeSeconds, message, reason, value } = known;
  if (!known.valid || value === null || dataTimeSeconds === null)
    return substitute(
      spec,
      failure(isScalingReason(reason) ? reason : 'NotQueriedYet', message || 'it has no value yet'),
    );
  const options = { queryValidityPeriodSeconds: spec.maxStalenessSeconds };
  if (isServable(dataTimeSeconds, maxAgeSeconds, nowSeconds, options))
    return { ok: true, value, active: value > spec.activation };
  return stale(nowSeconds - dataTimeSeconds, maxAgeSeconds + spec.maxStalenessSeconds);
}

function toCause({ message, reason }: MetricSeriesAnswer): Failure {
  return failure(isScalingReason(reason) ? reason : 'ServerError', message);
}

function substitute({ activation, filler }: QueryScaler | DatadogMetricScaler, cause: Failure): ScalerValue {
  if (filler === undefined || !withoutData.has(cause.reason)) return cause;
  return { ok: true, value: filler, active: filler > activation };
}

function stale(ageSeconds: number, mostSeconds: number): Failure {
  return failure(
    'Stale',
    `the last value is ${Math.round(ageSeconds)} s old, more than ${mostSeconds} s; see whether metrics-poller runs`,
  );
}
