import { aggregateNamed, type Aggregate } from '../evaluate/aggregate.js';
import { combineValues } from '../evaluate/arithmetic.js';
import type { Frame, ResultSeries, Value } from '../evaluate/frame.js';
import { refuse, succeed, type Outcome } from '../outcome.js';
import { textOf, type CallArgument, type SimulatedFunction } from './simulated-function.js';

/** Aggregates the series of a frame again, now grouped by fewer keys, at every time at which any of them has a bucket. */
export function regroup(frame: Frame, keys: readonly string[], aggregate: Aggregate): Frame {
  const kept = keys.filter((key) => frame.groupBy.includes(key));
  const families = Map.groupBy(frame.series, ({ groups }) =>
    groups.filter((group) => kept.some((key) => group.startsWith(`${key}:`))).join(','),
  );
  const series = [...families.values()].flatMap((members) => mergeSeries(members, kept, aggregate));
  return { kind: 'frame', groupBy: kept, series };
}

function mergeSeries(
  members: readonly ResultSeries[],
  keys: readonly string[],
  aggregate: Aggregate,
): readonly ResultSeries[] {
  const [first] = members;
  if (first === undefined) {
    return [];
  }
  const values = new Map<number, number[]>();
  for (const { seconds, value } of members.flatMap(({ points }) => points)) {
    const list = values.get(seconds) ?? [];
    values.set(seconds, list);
    if (value !== null) {
      list.push(value);
    }
  }
  const points = [...values.entries()]
    .sort(([left], [right]) => left - right)
    .map(([seconds, list]) => ({ seconds, value: list.length === 0 ? null : aggregate(list) }));
  return [
    { ...first, groups: first.groups.filter((group) => keys.some((key) => group.startsWith(`${key}:`))), points },
  ];
}

/** Re-aggregation, as in `sum(max:hits{*} by {host, app}, { app })`. */
function reaggregate(name: string): SimulatedFunction {
  return {
    name,
    parameters: [{ name: 'tags', accepts: ['tags'] }],
    apply: (operand, args) => regroupBy(operand, args[0], name),
  };
}

/** `min` and `max` of two values at every time, or re-aggregation. */
function pairwise(name: string, compute: (left: number, right: number) => number): SimulatedFunction {
  return {
    name,
    parameters: [{ name: 'other', accepts: ['frame', 'number', 'tags'] }],
    takesNumber: true,
    apply: (operand, args) => {
      const [other] = args;
      return other?.kind === 'frame' || other?.kind === 'number'
        ? combineValues(operand, other, { compute, print: (left) => left })
        : regroupBy(operand, other, name);
    },
  };
}

function regroupBy(operand: Value, tags: CallArgument | undefined, method: string): Outcome<Value> {
  const aggregate = aggregateNamed(method);
  if (operand.kind !== 'frame' || tags?.kind !== 'tags' || aggregate === undefined) {
    return refuse('BadArguments', `Re-aggregation with '${method}' needs a query, a known method and a list of tags`);
  }
  return succeed(regroup(operand, tags.tags, aggregate));
}

/** min, max, and the re-aggregations avg, sum, count, percentile. */
export const combineFunctions: readonly SimulatedFunction[] = [
  pairwise('min', Math.min),
  pairwise('max', Math.max),
  reaggregate('avg'),
  reaggregate('sum'),
  reaggregate('count'),
  {
    name: 'percentile',
    parameters: [
      { name: 'percentile', accepts: ['string'] },
      { name: 'tags', accepts: ['tags'] },
    ],
    apply: (operand, args) => regroupBy(operand, args[1], textOf(args, 0)),
  },
];
