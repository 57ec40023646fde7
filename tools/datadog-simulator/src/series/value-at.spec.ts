import { describe, expect, test } from 'vitest';
import type { ValueScript } from './series-definition.js';
import { valueAt } from './value-at.js';

function valuesAt(script: ValueScript, ...seconds: readonly number[]): readonly (number | null)[] {
  return seconds.map((second) => valueAt(script, second));
}

describe('valueAt', () => {
  test('a number and a constant never change', () => {
    expect(valuesAt(7, -5, 0, 99)).toEqual([7, 7, 7]);
    expect(valuesAt({ kind: 'constant', value: null }, 0)).toEqual([null]);
  });

  test('a step holds until the next, and there is nothing before the first', () => {
    const steps: ValueScript = {
      kind: 'steps',
      steps: [
        [10, 1],
        [20, null],
        [30, 3],
      ],
    };
    expect(valuesAt(steps, 9, 10, 19, 20, 30, 1000)).toEqual([null, 1, 1, null, 3, 3]);
  });

  test('steps can repeat, also before the origin', () => {
    const steps: ValueScript = {
      kind: 'steps',
      steps: [
        [0, 1],
        [10, 2],
      ],
      repeatSeconds: 20,
    };
    expect(valuesAt(steps, -10, -1, 0, 10, 20, 39)).toEqual([2, 2, 1, 2, 1, 2]);
  });

  test('a sine wave swings around its base', () => {
    const wave: ValueScript = { kind: 'sine', base: 10, amplitude: 5, periodSeconds: 40 };
    expect(valuesAt(wave, 0, 10, 30).map((value) => Math.round(value ?? 0))).toEqual([10, 15, 5]);
    expect(Math.round(valueAt({ ...wave, phaseSeconds: 10 }, 0) ?? 0)).toBe(15);
  });

  test('a ramp holds at both ends or starts over', () => {
    const ramp: ValueScript = { kind: 'ramp', from: 0, to: 100, startSeconds: 10, durationSeconds: 50 };
    expect(valuesAt(ramp, 0, 10, 35, 60, 90)).toEqual([0, 0, 50, 100, 100]);
    expect(valuesAt({ ...ramp, repeat: true }, 35, 85)).toEqual([50, 50]);
  });
});
