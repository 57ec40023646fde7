import { describe, expect, test } from 'vitest';
import { toStoredSeries } from './stored-series.js';

describe('toStoredSeries', () => {
  test('samples lie on multiples of the interval, in a half-open window', () => {
    const series = toStoredSeries({ metric: 'a', intervalSeconds: 15, value: (seconds) => seconds }, 'id', 0);
    expect(series.samples(10, 45, 1000)).toEqual([
      { seconds: 15, value: 15 },
      { seconds: 30, value: 30 },
    ]);
  });

  test('a sample is visible only after its delay', () => {
    const series = toStoredSeries({ metric: 'a', delaySeconds: 20, value: 1 }, 'id', 0);
    expect(series.samples(0, 100, 40).map(({ seconds }) => seconds)).toEqual([0, 10, 20]);
  });

  test('a script begins when the series is added, unless it names its origin', () => {
    const steps = { metric: 'a', value: { kind: 'steps', steps: [[0, 5]] } } as const;
    expect(
      toStoredSeries(steps, 'id', 20)
        .samples(0, 40, 99)
        .map((sample) => sample.value),
    ).toEqual([null, null, 5, 5]);
    expect(
      toStoredSeries({ ...steps, originSeconds: 10 }, 'id', 20)
        .samples(0, 40, 99)
        .map((sample) => sample.value),
    ).toEqual([null, 5, 5, 5]);
  });

  test('points come at exactly their times, in order', () => {
    const series = toStoredSeries(
      {
        metric: 'a',
        originSeconds: 100,
        value: {
          kind: 'points',
          points: [
            [7, 2],
            [3, 1],
          ],
        },
      },
      'id',
      0,
    );
    expect(series.samples(0, 200, 200)).toEqual([
      { seconds: 103, value: 1 },
      { seconds: 107, value: 2 },
    ]);
  });

  test('a distribution spreads its observations evenly', () => {
    const series = toStoredSeries(
      { metric: 'a', type: 'distribution', spread: 0.5, observations: 3, value: 10 },
      'id',
      0,
    );
    expect(series.observe(10)).toEqual([5, 10, 15]);
  });
});
