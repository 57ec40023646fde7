/** One point of a series; `value` is null where the series has a gap. */
export interface Point {
  /** Unix seconds. */
  readonly timeSeconds: number;
  readonly value: number | null;
}

/** A point that has a value. */
export type ValuePoint = Point & { readonly value: number };

/**
 * The point to scale by: the last but one that has a value, because the last bucket is often incomplete; the only one when
 * there is only one; undefined when there is none. The order is that of the answer.
 */
export function latestPoint(points: readonly Point[]): ValuePoint | undefined {
  const last = points.findLastIndex(hasValue);
  const before = points.slice(0, Math.max(last, 0)).findLast(hasValue);
  return before ?? points.filter(hasValue).at(-1);
}

function hasValue(point: Point): point is ValuePoint {
  return point.value !== null;
}
