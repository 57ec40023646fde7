import type { Frame, ResultSeries } from '../evaluate/frame.js';
import { regroup } from './combine.js';
import { frameFunction, type SimulatedFunction } from './simulated-function.js';

/** One series without groups: how many groups have a value that counts, at every time at which any group has a bucket. */
function countGroups(name: string, counts: (value: number) => boolean): SimulatedFunction {
  return frameFunction(name, [], (frame: Frame) => {
    const marked = frame.series.map((series): ResultSeries => ({
      ...series,
      points: series.points.map(({ seconds, value }) => ({ seconds, value: value !== null && counts(value) ? 1 : 0 })),
    }));
    return regroup({ ...frame, series: marked }, [], (values) => values.reduce((total, value) => total + value, 0));
  });
}

/** count_nonzero, count_not_null. */
export const countFunctions: readonly SimulatedFunction[] = [
  countGroups('count_nonzero', (value) => value !== 0 && !Number.isNaN(value)),
  countGroups('count_not_null', (value) => !Number.isNaN(value)),
];
