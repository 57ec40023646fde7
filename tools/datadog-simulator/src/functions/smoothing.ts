import { namedAggregates, type Aggregate } from '../evaluate/aggregate.js';
import { mapPoints, type Frame, type Point } from '../evaluate/frame.js';
import { frameFunction, type SimulatedFunction } from './simulated-function.js';

/** Replaces each value by an aggregate over it and the values before it. */
function trailing(frame: Frame, spanOf: (points: readonly Point[]) => number, aggregate: Aggregate): Frame {
  return mapPoints(frame, (points) => {
    const span = spanOf(points);
    const seen: number[] = [];
    return points.map(({ seconds, value }) => {
      if (value === null) {
        return { seconds, value };
      }
      seen.push(value);
      return { seconds, value: aggregate(seen.slice(-span)) };
    });
  });
}

function trailingFunction(name: string, span: number, method: 'avg' | 'median'): SimulatedFunction {
  const aggregate: Aggregate = (values) => namedAggregates[method]?.(values) ?? Number.NaN;
  return frameFunction(name, [], (frame) => trailing(frame, () => span, aggregate));
}

/** Exponentially weighted moving average whose weight is 2 / (span + 1). */
function weighted(name: string, span: number): SimulatedFunction {
  const weight = 2 / (span + 1);
  return frameFunction(name, [], (frame) =>
    mapPoints(frame, (points) => {
      let average: number | undefined;
      return points.map(({ seconds, value }) => {
        if (value === null) {
          return { seconds, value };
        }
        average = average === undefined ? value : weight * value + (1 - weight) * average;
        return { seconds, value: average };
      });
    }),
  );
}

/** ewma_N, median_N, rollingavg_N, and autosmooth, which averages over a tenth of the points. */
export const smoothingFunctions: readonly SimulatedFunction[] = [
  ...[3, 5, 7, 10, 20].map((span) => weighted(`ewma_${span}`, span)),
  ...[3, 5, 7, 9].map((span) => trailingFunction(`median_${span}`, span, 'median')),
  ...[5, 13, 21, 29].map((span) => trailingFunction(`rollingavg_${span}`, span, 'avg')),
  frameFunction('autosmooth', [], (frame) =>
    trailing(
      frame,
      (points) => Math.max(2, Math.round(points.length / 10)),
      (values) => namedAggregates['avg']?.(values) ?? Number.NaN,
    ),
  ),
];
