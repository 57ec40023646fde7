import { mapPoints, type Point } from '../evaluate/frame.js';
import { frameFunction, type SimulatedFunction } from './simulated-function.js';

type Difference = (change: number, elapsedSeconds: number) => number | null;

/** Compares each value with the one before; the first has nothing to compare with and becomes null. */
function between(name: string, compute: Difference): SimulatedFunction {
  return frameFunction(name, [], (frame) =>
    mapPoints(frame, (points) => {
      let before: { readonly seconds: number; readonly value: number } | undefined;
      return points.map(({ seconds, value }): Point => {
        if (value === null) {
          return { seconds, value };
        }
        const difference = before === undefined ? null : compute(value - before.value, seconds - before.seconds);
        before = { seconds, value };
        return { seconds, value: difference };
      });
    }),
  );
}

/** per_second, rate, per_minute, per_hour, derivative, dt, diff, monotonic_diff. Rates keep their sign. */
export const rateFunctions: readonly SimulatedFunction[] = [
  between('per_second', (change, elapsedSeconds) => change / elapsedSeconds),
  between('per_minute', (change, elapsedSeconds) => (change / elapsedSeconds) * 60),
  between('per_hour', (change, elapsedSeconds) => (change / elapsedSeconds) * 3600),
  between('derivative', (change, elapsedSeconds) => change / elapsedSeconds),
  // The old name of per_second, still in old queries.
  between('rate', (change, elapsedSeconds) => change / elapsedSeconds),
  between('dt', (_, elapsedSeconds) => elapsedSeconds),
  between('diff', (change) => change),
  between('monotonic_diff', (change) => (change < 0 ? null : change)),
];
