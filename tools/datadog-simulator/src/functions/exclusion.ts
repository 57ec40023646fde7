import { missingTagValue } from '../evaluate/group-sources.js';
import { mapValues } from '../evaluate/frame.js';
import { frameFunction, numberOf, numberParameter, type SimulatedFunction } from './simulated-function.js';

function threshold(name: string, compute: (value: number, limit: number) => number | null): SimulatedFunction {
  return frameFunction(name, [numberParameter('threshold')], (frame, args) => {
    const limit = numberOf(args, 0);
    return mapValues(frame, (value) => compute(value, limit));
  });
}

/** clamp_min, clamp_max (what is not a number becomes the threshold), cutoff_min, cutoff_max, exclude_null. */
export const exclusionFunctions: readonly SimulatedFunction[] = [
  threshold('clamp_min', (value, limit) => (value >= limit ? value : limit)),
  threshold('clamp_max', (value, limit) => (value <= limit ? value : limit)),
  threshold('cutoff_min', (value, limit) => (value < limit ? null : value)),
  threshold('cutoff_max', (value, limit) => (value > limit ? null : value)),
  frameFunction('exclude_null', [], (frame) => ({
    ...frame,
    series: frame.series.filter(({ groups }) => !groups.some((group) => group.endsWith(`:${missingTagValue}`))),
  })),
];
