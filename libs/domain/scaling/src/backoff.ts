const baseSeconds = 30;
const maxSeconds = 1800;
const maxDoublings = 5;

/**
 * How long a metric waits after `failures` failures in a row (from 1): between 30·2ⁿ⁻¹ and 30·2ⁿ seconds up to the fifth,
 * half an hour from the sixth. `random` is in [0, 1).
 */
export function backoffSeconds(failures: number, random: number): number {
  if (failures <= 0) return 0;
  if (failures > maxDoublings) return maxSeconds;
  return baseSeconds * 2 ** (failures - 1) * (1 + random);
}

/** How a request that failed with 5xx or a network error is repeated. */
export const requestRetryPolicy = {
  firstDelayMillis: 500,
  factor: 1.5,
  /** The delay is this much shorter or longer at random. */
  jitter: 0.5,
  /** No repetition starts later than this after the first attempt. */
  maxElapsedMillis: 3000,
} as const;

/**
 * The pause before repeating a request after its `failures`th failure (from 1), milliseconds; undefined when the next attempt
 * would start too late. `random` is in [0, 1).
 */
export function requestRetryDelayMillis(failures: number, elapsedMillis: number, random: number): number | undefined {
  const { firstDelayMillis, factor, jitter, maxElapsedMillis } = requestRetryPolicy;
  const delay = firstDelayMillis * factor ** (failures - 1) * (1 - jitter + 2 * jitter * random);
  return elapsedMillis + delay > maxElapsedMillis ? undefined : delay;
}
