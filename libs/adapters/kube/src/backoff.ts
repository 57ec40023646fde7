/** Bounds of a growing delay. */
export interface BackoffBounds {
  readonly minMillis: number;
  readonly maxMillis: number;
}

/**
 * The delay before try number `failures` (1 after the first failure): doubled each time up to the bound, then between half of
 * that and all of it, by `random` in [0, 1).
 */
export function backoffDelay(failures: number, { minMillis, maxMillis }: BackoffBounds, random: number): number {
  const full = Math.min(maxMillis, minMillis * 2 ** Math.min(failures - 1, 30));
  return Math.max(minMillis, full * (0.5 + random / 2));
}
