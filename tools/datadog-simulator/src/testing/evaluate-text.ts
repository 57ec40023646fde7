import { evaluate } from '../evaluate/evaluate.js';
import type { Frame, ResultSeries, Value } from '../evaluate/frame.js';
import type { Outcome } from '../outcome.js';
import { parseMembers } from '../parse-members.js';
import type { SeriesDefinition } from '../series/series-definition.js';
import { createSeriesStore } from '../series/series-store.js';

/** A window for {@link evaluateText}: `to` and `now` default to 60 and `to`. */
export interface TestWindow {
  readonly from?: number;
  readonly to?: number;
  readonly now?: number;
}

/** Evaluates the first member of a query text over series whose scripts begin at second 0. */
export function tryEvaluateText(
  text: string,
  series: readonly SeriesDefinition[],
  { from = 0, to = 60, now = to }: TestWindow = {},
): Outcome<Value> {
  const store = createSeriesStore(() => 0);
  series.forEach((definition) => store.add(definition));
  const members = parseMembers(text);
  const [member] = members.ok ? members.value : [];
  if (member === undefined) {
    throw new Error(members.ok ? 'no member' : members.message);
  }
  const window = { fromSeconds: from, toSeconds: to, nowSeconds: now };
  return evaluate(member.expression, { source: text, window, findSeries: store.byMetric });
}

/** Like {@link tryEvaluateText}, for queries that must give series. */
export function evaluateText(text: string, series: readonly SeriesDefinition[], window?: TestWindow): Frame {
  const outcome = tryEvaluateText(text, series, window);
  if (!outcome.ok || outcome.value.kind !== 'frame') {
    throw new Error(outcome.ok ? 'a number' : outcome.message);
  }
  return outcome.value;
}

/** The values of a result by `groups` (`*` without groups), in order of time. */
export function valuesByGroup(frame: Frame): Record<string, readonly (number | null)[]> {
  return Object.fromEntries(frame.series.map((series) => [series.groups.join(',') || '*', valuesOf(series)]));
}

/** The values of the only series of a result. */
export function onlyValues(frame: Frame): readonly (number | null)[] {
  const [series, ...others] = frame.series;
  if (series === undefined || others.length > 0) {
    throw new Error(`expected one series, got ${frame.series.length}`);
  }
  return valuesOf(series);
}

/** A gauge with samples at 0, 10, 20, ... seconds. */
export function gauge(
  metric: string,
  values: readonly (number | null)[],
  ...tags: readonly string[]
): SeriesDefinition {
  return {
    metric,
    tags,
    originSeconds: 0,
    value: { kind: 'points', points: values.map((value, index) => [index * 10, value]) },
  };
}

function valuesOf({ points }: ResultSeries): readonly (number | null)[] {
  return points.map(({ value }) => (value === null ? null : Number(value.toPrecision(12))));
}
