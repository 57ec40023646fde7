/** One bucket: its start in Unix seconds and its value; null where the bucket exists but has no value. NaN is a value of its own. */
export interface Point {
  readonly seconds: number;
  readonly value: number | null;
}

/** One resulting series, which is one group of a query. */
export interface ResultSeries {
  /** The metric names and functions without scope, such as `per_second(hits)`. */
  readonly metric: string;
  /** The query narrowed to this group. */
  readonly expression: string;
  /** The space aggregator; undefined for arithmetic. */
  readonly aggregator: string | undefined;
  /** `key:value` for every group key, sorted by key. */
  readonly groups: readonly string[];
  /** The filter of the query as written, without `*`. */
  readonly scope: readonly string[];
  readonly intervalSeconds: number;
  /** Oldest first, at most one for a second. */
  readonly points: readonly Point[];
  readonly unit: string | undefined;
}

/** The series of one expression and the keys by which they are grouped. */
export interface Frame {
  readonly kind: 'frame';
  readonly groupBy: readonly string[];
  readonly series: readonly ResultSeries[];
}

/** What an expression evaluates to. */
export type Value = Frame | { readonly kind: 'number'; readonly value: number };

/** Replaces every series of a frame. */
export function mapSeries(frame: Frame, convert: (series: ResultSeries) => ResultSeries): Frame {
  return { ...frame, series: frame.series.map(convert) };
}

/** Replaces the points of every series of a frame. */
export function mapPoints(
  frame: Frame,
  convert: (points: readonly Point[], series: ResultSeries) => readonly Point[],
): Frame {
  return mapSeries(frame, (series) => ({ ...series, points: convert(series.points, series) }));
}

/** Replaces every value that is there; nulls stay. */
export function mapValues(frame: Frame, convert: (value: number) => number | null): Frame {
  return mapPoints(frame, (points) =>
    points.map(({ seconds, value }) => ({ seconds, value: value === null ? null : convert(value) })),
  );
}

/** The values that are there, oldest first. */
export function valuesOf(points: readonly Point[]): number[] {
  return points.flatMap(({ value }) => (value === null ? [] : [value]));
}
