import { aggregateNamed } from '../evaluate/aggregate.js';
import { fixedBuckets } from '../evaluate/buckets.js';
import { mapPoints, mapSeries, valuesOf, type Frame, type Point } from '../evaluate/frame.js';
import { refuse, succeed, type Outcome } from '../outcome.js';
import {
  frameFunction,
  numberOf,
  numberParameter,
  stringParameter,
  textOf,
  type SimulatedFunction,
} from './simulated-function.js';

/** Aggregates the points of a result again into wider buckets. */
export function rollUpFrame(frame: Frame, method: string, seconds: number): Outcome<Frame> {
  const aggregate = aggregateNamed(method);
  if (aggregate === undefined || !(seconds > 0)) {
    return refuse(
      'BadArguments',
      `rollup takes avg, sum, min, max, count or pNN and positive seconds; got '${method}', ${seconds}`,
    );
  }
  const { startOf } = fixedBuckets(seconds);
  const rolled = mapSeries(frame, (series) => {
    const families = Map.groupBy(series.points, (point) => startOf(point.seconds));
    const points = [...families.entries()].map(([start, members]): Point => {
      const values = valuesOf(members);
      return { seconds: start, value: values.length === 0 ? null : aggregate(values) };
    });
    return { ...series, intervalSeconds: seconds, points };
  });
  return succeed(rolled);
}

/** At every point, the aggregate over the values of the last seconds up to it. */
function movingRollup(frame: Frame, seconds: number, method: string): Outcome<Frame> {
  const aggregate = aggregateNamed(method);
  if (aggregate === undefined || !(seconds > 0)) {
    return refuse(
      'BadArguments',
      `moving_rollup takes positive seconds and avg, sum, min, max, count or median; got ${seconds}, '${method}'`,
    );
  }
  const moved = mapPoints(frame, (points) =>
    points.map((point) => {
      const recent = points.filter(
        (other) => other.seconds > point.seconds - seconds && other.seconds <= point.seconds,
      );
      const values = valuesOf(recent);
      return { seconds: point.seconds, value: values.length === 0 ? null : aggregate(values) };
    }),
  );
  return succeed(moved);
}

/** moving_rollup(q, seconds, 'method'), and the function form rollup(q, 'method', seconds). */
export const rollupFunctions: readonly SimulatedFunction[] = [
  frameFunction(
    'moving_rollup',
    [numberParameter('seconds'), { ...stringParameter('method'), optional: true }],
    (frame, args) => movingRollup(frame, numberOf(args, 0), textOf(args, 1, 'avg')),
  ),
  frameFunction('rollup', [stringParameter('method'), numberParameter('seconds')], (frame, args) =>
    rollUpFrame(frame, textOf(args, 0), numberOf(args, 1)),
  ),
];
