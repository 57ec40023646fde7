import { describe, expect, test } from 'vitest';
import { evaluateText, gauge, onlyValues, tryEvaluateText, valuesByGroup } from '../testing/evaluate-text.js';

const counter = [gauge('x', [10, 30, 20, null, 60])];

describe('functions of one series', () => {
  test.each([
    ['abs(x{*} - 25)', [15, 5, 5, null, 35]],
    ['log2(x{*} - x{*} + 8)', [3, 3, 3, null, 3]],
    ['log10(x{*} * 10)', [2, 2.47712125472, 2.30102999566, null, 2.77815125038]],
    ['round(x{*} / 7)', [1, 4, 3, null, 9]],
    ['round(x{*} / 7, 1)', [1.4, 4.3, 2.9, null, 8.6]],
    ['cumsum(x{*})', [10, 40, 60, null, 120]],
    ['integral(x{*})', [0, 300, 500, null, 1100]],
    ['per_second(x{*})', [null, 2, -1, null, 2]],
    ['per_minute(x{*})', [null, 120, -60, null, 120]],
    ['per_hour(x{*})', [null, 7200, -3600, null, 7200]],
    ['derivative(x{*})', [null, 2, -1, null, 2]],
    ['dt(x{*})', [null, 10, 10, null, 20]],
    ['diff(x{*})', [null, 20, -10, null, 40]],
    ['monotonic_diff(x{*})', [null, 20, null, null, 40]],
    ['clamp_min(x{*}, 25)', [25, 30, 25, null, 60]],
    ['clamp_max(x{*}, 25)', [10, 25, 20, null, 25]],
    ['clamp_min((x{*} - x{*}) / 0, 25)', [25, 25, 25, null, 25]],
    ['cutoff_min(x{*}, 20)', [null, 30, 20, null, 60]],
    ['cutoff_max(x{*}, 20)', [10, null, 20, null, null]],
    ['ewma_3(x{*})', [10, 20, 20, null, 40]],
    ['median_3(x{*})', [10, 20, 20, null, 30]],
    ['rollingavg_5(x{*})', [10, 20, 20, null, 30]],
    ['autosmooth(x{*})', [10, 20, 25, null, 40]],
    ["moving_rollup(x{*}, 20, 'max')", [10, 30, 30, 20, 60]],
    ['moving_rollup(x{*}, 20)', [10, 20, 25, 20, 60]],
    ["rollup(x{*}, 'sum', 20)", [40, 20, 60]],
    ['abs(x{*}).rollup(max, 20)', [30, 20, 60]],
    ['(x{*} * 2).rollup(max, 20)', [60, 40, 120]],
    ['min(x{*}, 25)', [10, 25, 20, null, 25]],
    ['max(25, x{*})', [25, 30, 25, null, 60]],
    ['max(x{*}, x{*} * 2)', [20, 60, 40, null, 120]],
  ])('%s', (query, expected) => {
    expect(onlyValues(evaluateText(query, counter))).toEqual(expected);
  });

  test('default_zero fills every bucket of the window', () => {
    expect(onlyValues(evaluateText('default_zero(x{*}.rollup(sum, 10))', counter, { to: 70 }))).toEqual([
      10, 30, 20, 0, 60, 0, 0,
    ]);
  });

  test('ewma weighs the newest value with 2 / (n + 1)', () => {
    expect(onlyValues(evaluateText('ewma_7(x{*})', [gauge('x', [0, 8, 8])]))).toEqual([0, 2, 3.5]);
  });

  test('names wrap the query and keep the other arguments', () => {
    const [series] = evaluateText('clamp_min(avg:x{*}, 25)', counter).series;
    expect(series).toMatchObject({ metric: 'clamp_min(x)', expression: 'clamp_min(avg:x{*}, 25)', aggregator: 'avg' });
  });
});

describe('functions of groups', () => {
  const fleet = [
    gauge('load', [1, 2, 0], 'host:a', 'app:x'),
    gauge('load', [9, 0, 0], 'host:b', 'app:x'),
    gauge('load', [4, 4, 4], 'host:c', 'app:y'),
    gauge('load', [0, null, 5]),
  ];

  test.each([
    ["top(avg:load{*} by {host}, 2, 'mean', 'desc')", ['host:c', 'host:b']],
    ["top(avg:load{*} by {host}, 1, 'max', 'desc')", ['host:b']],
    ["top(avg:load{*} by {host}, 1, 'last', 'desc')", ['host:N/A']],
    ["top(avg:load{*} by {host}, 2, 'sum', 'asc')", ['host:a', 'host:N/A']],
    ['bottom5_min(avg:load{*} by {host})', ['host:N/A', 'host:a', 'host:b', 'host:c']],
    ['top5(avg:load{*} by {host})', ['host:c', 'host:b', 'host:N/A', 'host:a']],
    ['exclude_null(avg:load{*} by {host})', ['host:a', 'host:b', 'host:c']],
  ])('%s', (query, expected) => {
    expect(evaluateText(query, fleet).series.map(({ groups }) => groups.join())).toEqual(expected);
  });

  test('counts are one series without groups', () => {
    expect(valuesByGroup(evaluateText('count_nonzero(avg:load{*} by {host})', fleet))).toEqual({ '*': [3, 2, 2] });
    expect(valuesByGroup(evaluateText('count_not_null(avg:load{*} by {host})', fleet))).toEqual({ '*': [4, 3, 4] });
  });

  test('a list of tags aggregates again', () => {
    expect(valuesByGroup(evaluateText('sum(max:load{*} by {app,host}, { app })', fleet))).toEqual({
      'app:N/A': [0, null, 5],
      'app:x': [10, 2, 0],
      'app:y': [4, 4, 4],
    });
    expect(valuesByGroup(evaluateText('max(max:load{*} by {app,host}, { * })', fleet))).toEqual({ '*': [9, 4, 5] });
    expect(valuesByGroup(evaluateText("percentile(max:load{app:x} by {host}, 'p50', { * })", fleet))).toEqual({
      '*': [5, 1, 0],
    });
  });
});

describe('functions that look back', () => {
  const rising = [
    { metric: 'rising', originSeconds: 0, intervalSeconds: 3600, value: (seconds: number) => seconds / 3600 },
  ];
  const at = Date.UTC(2024, 2, 31, 12) / 1000;
  const hours = at / 3600;

  test.each([
    ['timeshift(rising{*}, -7200)', 2],
    ['hour_before(rising{*})', 1],
    ['day_before(rising{*})', 24],
    ['week_before(rising{*})', 168],
    ['month_before(rising{*})', 672],
    ["calendar_shift(rising{*}, '-1d', 'UTC')", 24],
    ["calendar_shift(rising{*}, '-2w', 'UTC')", 336],
    ["calendar_shift(rising{*}, '-3mo', 'UTC')", 24 * 91],
  ])('%s shows the value of then at the time of now', (query, hoursBack) => {
    const [series] = evaluateText(query, rising, { from: at, to: at + 60 }).series;
    expect(series?.points).toEqual([{ seconds: at, value: hours - hoursBack }]);
  });
});

describe('what is refused', () => {
  test.each([
    ["anomalies(avg:x{*}, 'basic', 2)", 'UnknownFunction', "does not know the function 'anomalies'"],
    ['abs(5)', 'BadArguments', 'must be a query, not a number'],
    ['abs(avg:x{*}, 2)', 'BadArguments', 'got 2 arguments'],
    ['clamp_min(avg:x{*})', 'BadArguments', 'threshold must be a number'],
    ["top(avg:x{*}, 5, 'best', 'desc')", 'BadArguments', "got 'best' 'desc'"],
    ["calendar_shift(avg:x{*}, 'soon', 'UTC')", 'BadArguments', "not 'soon'"],
    ["moving_rollup(avg:x{*}, 60, 'best')", 'BadArguments', "'best'"],
    ['avg:x{*}.rollup(best, 60)', 'BadArguments', "not 'best'"],
    ['avg:x{*}.rollup(sum, yearly)', 'BadArguments', "not 'yearly'"],
    ["avg:x{*}.rollup(sum, daily, 12am, 'Mars/Olympus')", 'BadArguments', 'Mars/Olympus'],
    ['timeshift(avg:x{*}, -1e18)', 'BadArguments', 'at most'],
    ["calendar_shift(avg:x{*}, '-99999999mo', 'UTC')", 'BadArguments', 'at most'],
    ['avg:x{*}.rollup(0)', 'BadArguments', 'positive'],
    ['avg:x{*}.rollup(avg, 0)', 'BadArguments', 'positive'],
    ['avg:x{*}.fill(guess)', 'BadArguments', "not 'guess'"],
    ['avg:x{*}.sparkle()', 'UnknownModifier', '.sparkle()'],
    ['abs(avg:x{*}).fill(zero)', 'NotSimulated', '.fill() behind a function'],
  ])('%s', (query, reason, text) => {
    const outcome = tryEvaluateText(query, counter);
    expect(outcome).toMatchObject({ ok: false, reason });
    expect(outcome.ok ? '' : outcome.message).toContain(text);
  });
});
