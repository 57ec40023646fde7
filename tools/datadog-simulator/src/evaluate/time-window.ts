/** What a query covers, in Unix seconds: `fromSeconds` inclusive, `toSeconds` exclusive; samples after `nowSeconds` do not exist yet. */
export interface TimeWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly nowSeconds: number;
}

/** A series never has more points than this; a finer rollup is widened. */
export const maxPoints = 1500;

/** Longest window up to which an interval is the default. */
const defaultIntervals: readonly (readonly [windowSeconds: number, intervalSeconds: number])[] = [
  [60, 1],
  [300, 2],
  [900, 5],
  [1800, 10],
  [3600, 20],
  [4 * 3600, 60],
  [86_400, 300],
  [7 * 86_400, 3600],
  [31 * 86_400, 4 * 3600],
];

/** The bucket width of a query without a rollup. */
export function defaultIntervalSeconds({ fromSeconds, toSeconds }: TimeWindow): number {
  const length = toSeconds - fromSeconds;
  return defaultIntervals.find(([windowSeconds]) => length <= windowSeconds)?.[1] ?? 86_400;
}

/** The bucket width for a wish: at least one second, and wide enough for {@link maxPoints}. */
export function widenedIntervalSeconds(wishedSeconds: number, { fromSeconds, toSeconds }: TimeWindow): number {
  const smallest = Math.ceil((toSeconds - fromSeconds) / maxPoints);
  return wishedSeconds >= smallest
    ? Math.max(1, Math.floor(wishedSeconds))
    : Math.ceil(smallest / wishedSeconds) * wishedSeconds;
}

/** The same window moved by some seconds; data that is in the future of the original one stays invisible. */
export function shiftWindow(window: TimeWindow, seconds: number): TimeWindow {
  return { ...window, fromSeconds: window.fromSeconds + seconds, toSeconds: window.toSeconds + seconds };
}
