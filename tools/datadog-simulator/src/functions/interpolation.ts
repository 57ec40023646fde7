import { bucketStarts, fixedBuckets } from '../evaluate/buckets.js';
import { mapPoints } from '../evaluate/frame.js';
import { frameFunction, type SimulatedFunction } from './simulated-function.js';

/** default_zero: every bucket of the window without a value becomes 0; a query without any series stays empty. */
export const interpolationFunctions: readonly SimulatedFunction[] = [
  frameFunction('default_zero', [], (frame, _, window) =>
    mapPoints(frame, (points, { intervalSeconds }) => {
      const known = new Map(points.map(({ seconds, value }) => [seconds, value]));
      const times = new Set([...bucketStarts(fixedBuckets(intervalSeconds), window), ...known.keys()]);
      return [...times]
        .sort((left, right) => left - right)
        .map((seconds) => ({ seconds, value: known.get(seconds) ?? 0 }));
    }),
  ),
];
