import type { Series } from '@dogwatch/query';
import { refuse, succeed, type Outcome } from '../outcome.js';
import type { StoredSeries } from '../series/stored-series.js';
import { aggregatorText, spaceAggregate, type Aggregate } from './aggregate.js';
import { bucketStarts } from './buckets.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Frame, Point, ResultSeries } from './frame.js';
import { groupSources, type SourceGroup } from './group-sources.js';
import { defaultFillLimitSeconds, fillRow, type Fill, type Row } from './interpolate.js';
import { bucketValues, rollUp } from './roll-up.js';
import { compileScope } from './scope.js';
import { planSeries, type SeriesPlan } from './series-plan.js';

/** Samples of one query beyond which the memory of a small machine would be at risk. */
const maxSamples = 5_000_000;

/** Evaluates `avg:metric{scope} by {key}.modifiers()`: time aggregation of every stored series, filling, then space aggregation by group. */
export function evaluateSeries(node: Series, context: EvaluationContext): Outcome<Frame> {
  const holds = compileScope(node.scope);
  const plan = planSeries(node.modifiers, context.window);
  if (!holds.ok) {
    return holds;
  }
  if (!plan.ok) {
    return plan;
  }
  const sources = context.findSeries(node.metric).filter(({ tags }) => holds.value(tags));
  const samples = countSamples(sources, context);
  if (samples > maxSamples) {
    return refuse(
      'NotSimulated',
      `${node.metric} has ${samples} samples in this window; at most ${maxSamples} are looked at`,
    );
  }
  const starts = bucketStarts(plan.value.buckets, context.window);
  const series = groupSources(sources, node.groupBy).map((group) => ({
    ...describe(node, group, context),
    intervalSeconds: plan.value.buckets.intervalSeconds,
    points: combine(group, { plan: plan.value, starts, aggregate: spaceAggregate(node.aggregator), node, context }),
  }));
  return succeed({ kind: 'frame', groupBy: node.groupBy, series: series.filter(({ points }) => points.length > 0) });
}

function countSamples(sources: readonly StoredSeries[], { window }: EvaluationContext): number {
  const seconds = window.toSeconds - window.fromSeconds;
  return Math.round(sources.reduce((total, { intervalSeconds }) => total + seconds / intervalSeconds, 0));
}

interface Combination {
  readonly plan: SeriesPlan;
  readonly starts: readonly number[];
  readonly aggregate: Aggregate;
  readonly node: Series;
  readonly context: EvaluationContext;
}

function combine({ sources }: SourceGroup, combination: Combination): Point[] {
  return sources.some(({ type }) => type === 'distribution')
    ? combineObservations(sources, combination)
    : combineRows(sources, combination);
}

/** Distributions aggregate over all observations of all series at once. */
function combineObservations(
  sources: SourceGroup['sources'],
  { plan, starts, aggregate, node, context }: Combination,
): Point[] {
  const pooled = new Map<number, number[]>();
  for (const source of sources) {
    for (const [start, values] of bucketValues(source, starts, context.window)) {
      pooled.set(start, [...(pooled.get(start) ?? []), ...values]);
    }
  }
  const counts = aggregatorText(node.aggregator)?.startsWith('count') === true;
  const row = new Map<number, number | null>();
  for (const [start, values] of pooled) {
    const divisor = counts && plan.form === 'rate' ? plan.buckets.next(start) - start : 1;
    row.set(start, values.length === 0 ? null : aggregate(values) / divisor);
  }
  return toPoints(plan.fill === undefined ? row : fillRow(row, starts, plan.fill), starts);
}

function combineRows(sources: SourceGroup['sources'], { plan, starts, aggregate, context }: Combination): Point[] {
  const rows = sources
    .map((source) => rollUp(source, plan, bucketValues(source, starts, context.window)))
    .filter(({ size }) => size > 0);
  const filled = fillRows(rows, plan, starts);
  const row = new Map<number, number | null>();
  for (const start of starts) {
    const present = filled.filter((candidate) => candidate.has(start));
    const values = present.flatMap((candidate) => candidate.get(start) ?? []);
    if (present.length > 0) {
      row.set(start, values.length === 0 ? null : aggregate(values));
    }
  }
  return toPoints(row, starts);
}

const interpolation: Fill = { method: 'linear', limitSeconds: defaultFillLimitSeconds };

/** Several series are interpolated so that their buckets meet, unless `.as_count()` or `.as_rate()` says that a gap means nothing happened. */
function fillRows(rows: readonly Row[], { fill, form }: SeriesPlan, starts: readonly number[]): readonly Row[] {
  if (fill !== undefined) {
    return rows.map((row) => fillRow(row, starts, fill));
  }
  if (rows.length < 2 || form !== 'raw') {
    return rows;
  }
  const used = starts.filter((start) => rows.some((row) => row.has(start)));
  return rows.map((row) => fillRow(row, used, interpolation));
}

function toPoints(row: Row, starts: readonly number[]): Point[] {
  return starts.flatMap((seconds) => {
    const value = row.get(seconds);
    return value === undefined ? [] : [{ seconds, value }];
  });
}

function describe(
  node: Series,
  { groups, sources }: SourceGroup,
  { source }: EvaluationContext,
): Omit<ResultSeries, 'intervalSeconds' | 'points'> {
  const scope = scopeTexts(node, source);
  const aggregator = aggregatorText(node.aggregator);
  const narrowed = [...new Set([...scope, ...groups])].join(',') || '*';
  const modifiers = node.modifiers.map(({ span }) => source.slice(span.start, span.end)).join('');
  const units = new Set(sources.map(({ unit }) => unit));
  return {
    metric: node.metric,
    expression: `${aggregator === undefined ? '' : `${aggregator}:`}${node.metric}{${narrowed}}${modifiers}`,
    aggregator,
    groups,
    scope,
    unit: units.size === 1 ? sources[0]?.unit : undefined,
  };
}

function scopeTexts({ scope }: Series, source: string): readonly string[] {
  const texts = scope.terms.map(({ span }) => source.slice(span.start, span.end).trim());
  return texts.filter((text) => text !== '*' && text !== '').sort();
}
