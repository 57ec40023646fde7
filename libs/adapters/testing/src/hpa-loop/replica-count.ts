const tolerance = 0.1;

/** How many replicas there are: as asked for, and as counted. */
export interface Replicas {
  readonly spec: number;
  readonly status: number;
}

/** What a metric should be: for all pods together, or for each; in thousandths. */
export type Target =
  | { readonly type: 'AverageValue'; readonly millis: bigint }
  | { readonly type: 'Value'; readonly millis: bigint };

/** How many replicas would bring the metric to its target, rounded up; the present number when it is within a tenth of it. */
export function proposeReplicas(replicas: Replicas, target: Target, usageMillis: bigint): number {
  const usage = Number(usageMillis);
  const wanted = Number(target.millis);
  if (target.type === 'AverageValue') {
    return isWithinTolerance(usage / (wanted * replicas.status)) ? replicas.status : Math.ceil(usage / wanted);
  }
  const ratio = usage / wanted;
  if (replicas.spec === 0) return Math.ceil(ratio);
  return isWithinTolerance(ratio) ? replicas.spec : Math.ceil(ratio * replicas.spec);
}

function isWithinTolerance(ratio: number): boolean {
  return ratio >= 1 - tolerance && ratio <= 1 + tolerance;
}

/** A number of replicas within what is allowed, and what limited it. */
export interface LimitedReplicas {
  readonly replicas: number;
  readonly reason: 'DesiredWithinRange' | 'ScaleUpLimit' | 'TooFewReplicas' | 'TooManyReplicas';
  readonly message: string;
}

/** Keeps a wish between minimum and maximum, and from more than doubling (or passing four) in one step. */
export function limitReplicas(wish: number, current: number, range: { min: number; max: number }): LimitedReplicas {
  const steepest = Math.max(2 * current, 4);
  if (wish < range.min) {
    const message = 'the desired replica count is less than the minimum replica count';
    return { replicas: range.min, reason: 'TooFewReplicas', message };
  }
  if (wish > steepest && steepest < range.max) {
    const message = 'the desired replica count is increasing faster than the maximum scale rate';
    return { replicas: steepest, reason: 'ScaleUpLimit', message };
  }
  if (wish > range.max) {
    const message = 'the desired replica count is more than the maximum replica count';
    return { replicas: range.max, reason: 'TooManyReplicas', message };
  }
  return { replicas: wish, reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
}

/** What was recommended at a time (`Date.now()`). */
export interface Recommendation {
  readonly atMillis: number;
  readonly replicas: number;
}

/** Those of the recommendations that still hold back a scale-down. */
export function keepRecent(
  recommendations: readonly Recommendation[],
  nowMillis: number,
  windowMillis: number,
): readonly Recommendation[] {
  return recommendations.filter(({ atMillis }) => atMillis >= nowMillis - windowMillis);
}
