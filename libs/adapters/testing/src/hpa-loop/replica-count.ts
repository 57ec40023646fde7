const tolerance = 0.1;

/** How many replicas there are: as asked for, and as counted. */
export interface Replicas {
  readonly spec: number;
  readonly status: number;
}

/** What a metric should be: for all pods together, or for each; in thousandths. */
export interface Target {
  readonly type: 'AverageValue' | 'Value';
  readonly millis: bigint;
}

/** How many replicas would bring the metric to its target, rounded up; the present number when it is within a tenth of it. */
export function proposeReplicas({ spec, status }: Replicas, { type, millis }: Target, usageMillis: bigint): number {
  const pods = type === 'Value' ? spec : status;
  const ratio = Number(usageMillis) / Number(millis);
  const distance = type === 'Value' ? ratio : ratio / status;
  if (pods > 0 && distance >= 1 - tolerance && distance <= 1 + tolerance) return pods;
  return Math.ceil(type === 'Value' ? ratio * (spec || 1) : ratio);
}

/** A number of replicas within what is allowed, and what limited it. */
export interface LimitedReplicas {
  readonly replicas: number;
  readonly reason: 'DesiredWithinRange' | 'ScaleUpLimit' | 'TooFewReplicas' | 'TooManyReplicas';
}

/** Keeps a wish between minimum and maximum, and from more than doubling (or passing four) in one step. */
export function limitReplicas(wish: number, current: number, range: { min: number; max: number }): LimitedReplicas {
  const steepest = Math.max(2 * current, 4);
  if (wish < range.min) return { replicas: range.min, reason: 'TooFewReplicas' };
  if (wish > steepest && steepest < range.max) return { replicas: steepest, reason: 'ScaleUpLimit' };
  if (wish > range.max) return { replicas: range.max, reason: 'TooManyReplicas' };
  return { replicas: wish, reason: 'DesiredWithinRange' };
}
