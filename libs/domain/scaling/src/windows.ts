import type { ScalingOptions } from './options.js';

/** The times of a DatadogMetric's spec, whole seconds; 0 stands for a time that is not set. */
export interface MetricTimes {
  readonly maxAgeSeconds: number;
  readonly timeWindowSeconds: number;
}

/**
 * Length of the query window: timeWindow, else maxAge, but at least the global maximum age and the bucket size, so that more
 * metrics share a request, and at most the maximum time window.
 */
export function queryWindowSeconds(
  { maxAgeSeconds, timeWindowSeconds }: MetricTimes,
  options: Pick<ScalingOptions, 'bucketSizeSeconds' | 'maxAgeSeconds' | 'maxTimeWindowSeconds'>,
): number {
  const wanted = timeWindowSeconds > 0 ? timeWindowSeconds : maxAgeSeconds;
  return Math.min(Math.max(wanted, options.maxAgeSeconds, options.bucketSizeSeconds), options.maxTimeWindowSeconds);
}

/** `from` and `to` of a request, Unix seconds: a window that ends `offsetSeconds` ago. */
export function queryRange(
  windowSeconds: number,
  nowSeconds: number,
  offsetSeconds = 0,
): { readonly fromSeconds: number; readonly toSeconds: number } {
  const toSeconds = Math.trunc(nowSeconds) - offsetSeconds;
  return { fromSeconds: toSeconds - windowSeconds, toSeconds };
}
