import { mapPoints, mapValues, type Frame, type Point } from '../evaluate/frame.js';
import { frameFunction, numberOf, type SimulatedFunction } from './simulated-function.js';

function perValue(name: string, compute: (value: number) => number): SimulatedFunction {
  return frameFunction(name, [], (frame) => mapValues(frame, compute));
}

/** Running total; a gap stays a gap and adds nothing. */
function accumulate(frame: Frame, weigh: (value: number, secondsBefore: number) => number): Frame {
  return mapPoints(frame, (points) => {
    let total = 0;
    return points.map(({ seconds, value }, index): Point => {
      total += value === null ? 0 : weigh(value, seconds - (points[index - 1]?.seconds ?? seconds));
      return { seconds, value: value === null ? null : total };
    });
  });
}

/** abs, log2, log10, round, cumsum, integral. */
export const arithmeticFunctions: readonly SimulatedFunction[] = [
  perValue('abs', Math.abs),
  perValue('log2', Math.log2),
  perValue('log10', Math.log10),
  frameFunction('round', [{ name: 'digits', accepts: ['number'], optional: true }], (frame, args) => {
    const factor = 10 ** numberOf(args, 0, 0);
    return mapValues(frame, (value) => Math.round(value * factor) / factor);
  }),
  frameFunction('cumsum', [], (frame) => accumulate(frame, (value) => value)),
  frameFunction('integral', [], (frame) => accumulate(frame, (value, secondsBefore) => value * secondsBefore)),
];
