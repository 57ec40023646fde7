import { describe, expect, test } from 'vitest';
import { keepLastPoints, readWholeSeries } from './whole-series.js';

const body = {
  status: 'ok',
  series: [
    {
      query_index: 1,
      scope: 'host:a',
      pointlist: [
        [1000, 1],
        [2000, 2],
        [3000, null],
      ],
    },
    { query_index: 1, scope: 'host:b', pointlist: [] },
    {
      query_index: 2,
      pointlist: [
        [1000, null],
        [2000, null],
      ],
    },
  ],
};

describe('readWholeSeries', () => {
  test('gives every query all its series, with the points up to the last value', () => {
    expect([...readWholeSeries(body, ['x', 'y', 'z'], 10)]).toEqual([
      ['x', []],
      [
        'y',
        [
          {
            scope: 'host:a',
            points: [
              { timeSeconds: 1, value: 1 },
              { timeSeconds: 2, value: 2 },
            ],
            pointCount: 2,
          },
          { scope: 'host:b', points: [], pointCount: 0 },
        ],
      ],
      [
        'z',
        [
          {
            scope: '',
            points: [
              { timeSeconds: 1, value: null },
              { timeSeconds: 2, value: null },
            ],
            pointCount: 2,
          },
        ],
      ],
    ]);
  });

  test('trusts nothing when a series belongs to no query', () => {
    expect(readWholeSeries(body, ['x', 'y'], 10).size).toBe(0);
    expect(readWholeSeries({ series: 'none' }, ['x'], 10).get('x')).toEqual([]);
  });
});

test('keepLastPoints counts back from the last value, and says how many points there were up to it', () => {
  const values = [1, null, 3, 4, null, null];
  const points = values.map((value, index) => ({ timeSeconds: index, value }));
  const kept = keepLastPoints({ scope: '', points, pointCount: 6 }, 3);
  expect(kept).toMatchObject({ points: [{ value: null }, { value: 3 }, { value: 4 }], pointCount: 4 });
  expect(keepLastPoints(kept, 1)).toMatchObject({ points: [{ value: 4 }], pointCount: 4 });
});
