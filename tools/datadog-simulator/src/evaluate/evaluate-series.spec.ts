import { describe, expect, test } from 'vitest';
import type { SeriesDefinition } from '../series/series-definition.js';
import { evaluateText, gauge, onlyValues, tryEvaluateText, valuesByGroup } from '../testing/evaluate-text.js';

const load = [
  gauge('load', [1, 2, 3], 'host:a', 'app:x'),
  gauge('load', [3, 6, 9], 'host:b', 'app:x'),
  gauge('load', [8, 1, 0], 'host:c'),
];

describe('space aggregation', () => {
  test.each([
    ['avg', [4, 3, 4]],
    ['sum', [12, 9, 12]],
    ['min', [1, 1, 0]],
    ['max', [8, 6, 9]],
    ['count', [3, 3, 3]],
    ['p50', [3, 2, 3]],
    ['p75', [5.5, 4, 6]],
    ['count(v: v>=3)', [2, 1, 2]],
  ])('%s over all series', (aggregator, expected) => {
    expect(onlyValues(evaluateText(`${aggregator}:load{*}`, load))).toEqual(expected);
  });

  test('stddev is that of the population', () => {
    expect(onlyValues(evaluateText('stddev:load{host:a OR host:b}', load))).toEqual([1, 2, 3]);
  });

  test('a query without an aggregator averages', () => {
    expect(onlyValues(evaluateText('load{*}', load))).toEqual([4, 3, 4]);
  });
});

describe('grouping', () => {
  test('every value of the key is a group, series without it are N/A', () => {
    expect(valuesByGroup(evaluateText('sum:load{*} by {app}', load))).toEqual({
      'app:x': [4, 8, 12],
      'app:N/A': [8, 1, 0],
    });
  });

  test('several keys make combinations, sorted by key', () => {
    expect(Object.keys(valuesByGroup(evaluateText('sum:load{app:x} by {host,app}', load)))).toEqual([
      'app:x,host:a',
      'app:x,host:b',
    ]);
  });

  test('a series with two values of the key counts in both groups', () => {
    const series = [gauge('load', [1], 'team:red', 'team:blue'), gauge('load', [2], 'team:red')];
    expect(valuesByGroup(evaluateText('sum:load{*} by {team}', series))).toEqual({ 'team:blue': [1], 'team:red': [3] });
  });

  test('a result is described by scope, groups, expression and unit', () => {
    const [series] = evaluateText('avg:load{app:x,!host:b} by {host}.rollup(max, 60)', [
      { ...gauge('load', [1], 'host:a', 'app:x'), unit: 'byte' },
    ]).series;
    expect(series).toMatchObject({
      metric: 'load',
      aggregator: 'avg',
      groups: ['host:a'],
      scope: ['!host:b', 'app:x'],
      expression: 'avg:load{!host:b,app:x,host:a}.rollup(max, 60)',
      intervalSeconds: 60,
      unit: 'byte',
    });
  });

  test('a metric nobody sends, or not in the window, gives no series', () => {
    expect(evaluateText('avg:nothing{*}', load).series).toEqual([]);
    expect(evaluateText('avg:load{*}', load, { from: 1000, to: 1060 }).series).toEqual([]);
  });
});

describe('time aggregation', () => {
  const gaugeEvery10 = [gauge('load', [1, 2, 3, 4, 5, 9])];

  test.each([
    ['.rollup(avg, 30)', [2, 6]],
    ['.rollup(sum, 30)', [6, 18]],
    ['.rollup(min, 30)', [1, 4]],
    ['.rollup(max, 30)', [3, 9]],
    ['.rollup(count, 30)', [3, 3]],
    ['.rollup(30)', [2, 6]],
  ])('%s', (modifier, expected) => {
    expect(onlyValues(evaluateText(`avg:load{*}${modifier}`, gaugeEvery10))).toEqual(expected);
  });

  test.each([
    [60, 1],
    [300, 2],
    [900, 5],
    [1800, 10],
    [3600, 20],
    [4 * 3600, 60],
    [86_400, 300],
    [7 * 86_400, 3600],
    [31 * 86_400, 14_400],
    [366 * 86_400, 86_400],
  ])('a window of %i s has buckets of %i s', (seconds, interval) => {
    const steady = [{ metric: 'steady', intervalSeconds: 60, value: 1 }];
    expect(evaluateText('avg:steady{*}', steady, { to: seconds }).series[0]?.intervalSeconds).toBe(interval);
  });

  test('a rollup that would give more than 1500 points is widened', () => {
    const steady = [{ metric: 'steady', value: 1 }];
    const [series] = evaluateText('avg:steady{*}.rollup(avg, 10)', steady, { to: 86_400 }).series;
    expect(series?.intervalSeconds).toBe(60);
    expect(series?.points.length).toBeLessThanOrEqual(1500);
  });

  test('buckets are aligned to the epoch and the newest one is incomplete', () => {
    const rising: SeriesDefinition[] = [{ metric: 'rising', value: (seconds) => seconds }];
    const [series] = evaluateText('avg:rising{*}.rollup(avg, 60)', rising, { from: 90, to: 200 }).series;
    expect(series?.points).toEqual([
      { seconds: 60, value: 85 },
      { seconds: 120, value: 145 },
      { seconds: 180, value: 185 },
    ]);
  });

  test('calendar rollups follow the time zone', () => {
    const hourly: SeriesDefinition[] = [{ metric: 'sales', type: 'count', intervalSeconds: 3600, value: 1 }];
    const monday = Date.UTC(2024, 2, 25) / 1000;
    const window = { from: monday, to: monday + 8 * 86_400 };
    const starts = (modifier: string): readonly string[] =>
      (evaluateText(`sum:sales{*}.as_count()${modifier}`, hourly, window).series[0]?.points ?? []).map(
        ({ seconds, value }) => `${new Date(seconds * 1000).toISOString().slice(5, 16)} ${value}`,
      );
    expect(starts('.rollup(sum, weekly)')).toEqual(['03-25T00:00 168', '04-01T00:00 24']);
    expect(starts('.rollup(sum, monthly)')).toEqual(['03-01T00:00 744', '04-01T00:00 24']);
    // Clocks go forward in Paris on 31 March, a day of 23 hours.
    expect(starts(".rollup(sum, daily, 12am, 'Europe/Paris')").slice(5, 8)).toEqual([
      '03-29T23:00 24',
      '03-30T23:00 23',
      '03-31T22:00 24',
    ]);
  });
});

test('a window with too many samples is refused instead of filling the memory', () => {
  const busy = [{ metric: 'busy', intervalSeconds: 1, value: 1 }];
  expect(tryEvaluateText('avg:busy{*}', busy, { to: 400 * 86_400 })).toMatchObject({
    ok: false,
    reason: 'NotSimulated',
  });
});

describe('counts and rates', () => {
  const count: SeriesDefinition = { metric: 'hits', type: 'count', value: 20, originSeconds: 0 };
  const rate: SeriesDefinition = { metric: 'hits', type: 'rate', value: 2, originSeconds: 0 };

  test.each([
    ['a count', '', count, 20],
    ['a count', '.as_count()', count, 60],
    ['a count', '.as_rate()', count, 2],
    ['a rate', '', rate, 2],
    ['a rate', '.as_count()', rate, 60],
    ['a rate', '.as_rate()', rate, 2],
    ['a gauge', '.as_count()', { ...count, type: 'gauge' as const }, 20],
  ])('%s%s', (_, modifier, series, expected) => {
    expect(onlyValues(evaluateText(`sum:hits{*}${modifier}.rollup(30)`, [series]))).toEqual([expected, expected]);
  });

  test('a method of the rollup replaces the sum', () => {
    expect(onlyValues(evaluateText('sum:hits{*}.as_count().rollup(max, 30)', [count]))).toEqual([20, 20]);
  });

  test('events of a sparse count are divided by the whole bucket', () => {
    const sparse: SeriesDefinition = { ...count, value: { kind: 'points', points: [[10, 30]] } };
    expect(onlyValues(evaluateText('sum:hits{*}.as_rate().rollup(60)', [sparse]))).toEqual([0.5]);
  });
});

function latency(value: number, ...tags: string[]): SeriesDefinition {
  return { metric: 'latency', type: 'distribution', tags, spread: 0.5, observations: 3, originSeconds: 0, value };
}

describe('distributions', () => {
  test.each([
    ['avg', 15],
    ['sum', 90],
    ['min', 5],
    ['max', 30],
    ['count', 6],
    ['p50', 12.5],
    ['count(v: v>10)', 3],
  ])('%s looks at the observations of all series', (aggregator, expected) => {
    const series = [latency(10, 'host:a'), latency(20, 'host:b')];
    expect(onlyValues(evaluateText(`${aggregator}:latency{*}`, series, { to: 10 }))).toEqual([expected]);
  });

  test('count as rate is observations per second', () => {
    expect(onlyValues(evaluateText('count:latency{*}.as_rate().rollup(60)', [latency(1)]))).toEqual([0.3]);
  });
});

describe('missing samples', () => {
  test('a gap in the script is a bucket without a value, times without a sample are no bucket', () => {
    expect(onlyValues(evaluateText('avg:load{*}', [gauge('load', [1, null, 3])]))).toEqual([1, null, 3]);
    expect(onlyValues(evaluateText('avg:load{*}.rollup(avg, 5)', [gauge('load', [1, 2, 3])]))).toEqual([1, 2, 3]);
  });

  test('several gauges are interpolated, so that a late one does not dent the sum', () => {
    const series = [gauge('load', [1, 2, 3], 'host:a'), gauge('load', [10, null, 30], 'host:b')];
    expect(onlyValues(evaluateText('sum:load{*}', series))).toEqual([11, 22, 33]);
  });

  test('nothing is interpolated after as_count or fill(null), nor beyond 300 seconds', () => {
    const series = [gauge('load', [1, 2, 3], 'host:a'), gauge('load', [10, null, 30], 'host:b')];
    expect(onlyValues(evaluateText('sum:load{*}.as_count()', series))).toEqual([11, 2, 33]);
    expect(onlyValues(evaluateText('sum:load{*}.fill(null)', series))).toEqual([11, 2, 33]);
    const far = [
      gauge(
        'load',
        Array.from({ length: 41 }, () => 1),
        'host:a',
      ),
      gauge('load', [1, ...Array.from({ length: 39 }, () => null), 1], 'host:b'),
    ];
    expect(onlyValues(evaluateText('sum:load{*}', far, { to: 410 }))[20]).toBe(1);
  });

  test('samples of the future do not exist, delayed ones not yet', () => {
    const load = { metric: 'load', value: (seconds: number) => seconds };
    expect(onlyValues(evaluateText('avg:load{*}', [load], { to: 60, now: 25 }))).toEqual([0, 10, 20]);
    expect(onlyValues(evaluateText('avg:load{*}', [{ ...load, delaySeconds: 30 }], { to: 60 }))).toEqual([
      0, 10, 20, 30,
    ]);
  });

  const gap = [
    {
      ...gauge('load', []),
      value: {
        kind: 'points',
        points: [
          [0, 4],
          [30, 10],
        ],
      },
    } as SeriesDefinition,
  ];

  test.each([
    ['.fill(zero)', [4, 0, 0, 10, 0, 0]],
    ['.fill(0)', [4, 0, 0, 10, 0, 0]],
    ['.fill(last)', [4, 4, 4, 10, 10, 10]],
    ['.fill(last, 10)', [4, 4, 10, 10]],
    ['.fill(linear)', [4, 6, 8, 10]],
    ['.fill(linear, 20)', [4, 10]],
    ['.fill(60)', [4, 6, 8, 10]],
    ['.fill(null)', [4, 10]],
  ])('%s', (modifier, expected) => {
    expect(onlyValues(evaluateText(`avg:load{*}.rollup(avg, 10)${modifier}`, gap))).toEqual(expected);
  });
});
