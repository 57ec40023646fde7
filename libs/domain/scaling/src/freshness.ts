import type { ScalingOptions } from './options.js';
import type { MetricTimes } from './windows.js';

const rollupsOfAge = 3;

/** How old a data point of a metric may be: its own maxAge, else the global one, but at least three rollups. */
export function effectiveMaxAgeSeconds(
  { maxAgeSeconds }: Pick<MetricTimes, 'maxAgeSeconds'>,
  options: Pick<ScalingOptions, 'maxAgeSeconds' | 'rollupSeconds'>,
): number {
  if (maxAgeSeconds > 0) return maxAgeSeconds;
  return Math.max(options.maxAgeSeconds, rollupsOfAge * options.rollupSeconds);
}

/** Whether a data point is young enough to be taken from Datadog's answer as valid. */
export function isFresh(dataTimeSeconds: number, maxAgeSeconds: number, nowSeconds: number): boolean {
  return Math.trunc(nowSeconds) - dataTimeSeconds <= maxAgeSeconds;
}

/** Whether a value is young enough to be served: the query validity period is added to its maximum age. */
export function isServable(
  dataTimeSeconds: number,
  maxAgeSeconds: number,
  nowSeconds: number,
  options: Pick<ScalingOptions, 'queryValidityPeriodSeconds'>,
): boolean {
  return isFresh(dataTimeSeconds, maxAgeSeconds + options.queryValidityPeriodSeconds, nowSeconds);
}
