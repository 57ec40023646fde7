import { describe, expect, test } from 'vitest';
import { evaluateText, gauge, onlyValues, tryEvaluateText, valuesByGroup } from '../testing/evaluate-text.js';

const series = [
  gauge('hits', [10, 20, 30], 'host:a', 'app:x'),
  gauge('hits', [1, 2, 3], 'host:b', 'app:x'),
  gauge('errors', [5, 0, 3], 'host:a', 'app:x'),
  gauge('limit', [100, 100, 100]),
];

describe('arithmetic', () => {
  test.each([
    ['sum:hits{*} * 2', [22, 44, 66]],
    ['2 * sum:hits{*} + 1', [23, 45, 67]],
    ['100 - sum:hits{*}', [89, 78, 67]],
    ['-sum:hits{*}', [-11, -22, -33]],
    ['+sum:hits{*}', [11, 22, 33]],
    ['sum:hits{*} / sum:limit{*}', [0.11, 0.22, 0.33]],
    ['(sum:hits{*} + sum:limit{*}) / (2 + 2)', [27.75, 30.5, 33.25]],
    ['sum:hits{*} - -1', [12, 23, 34]],
  ])('%s', (query, expected) => {
    expect(onlyValues(evaluateText(query, series))).toEqual(expected);
  });

  test('groups meet groups; a group that lacks its partner is left out', () => {
    expect(valuesByGroup(evaluateText('sum:errors{*} by {host} / sum:hits{*} by {host}', series))).toEqual({
      'host:a': [0.5, 0, 0.1],
    });
  });

  test('a side without groups, or with fewer, goes with every group of the other', () => {
    expect(valuesByGroup(evaluateText('sum:hits{*} by {host} / sum:limit{*}', series))).toEqual({
      'host:a': [0.1, 0.2, 0.3],
      'host:b': [0.01, 0.02, 0.03],
    });
    expect(valuesByGroup(evaluateText('sum:hits{*} by {app} - sum:hits{*} by {app,host}', series))).toEqual({
      'app:x,host:a': [1, 2, 3],
      'app:x,host:b': [10, 20, 30],
    });
  });

  test('groups that cannot meet are refused', () => {
    expect(tryEvaluateText('sum:hits{*} by {host} / sum:hits{*} by {app}', series)).toMatchObject({
      ok: false,
      reason: 'GroupMismatch',
    });
  });

  test('a time that one side lacks has no value', () => {
    const uneven = [gauge('hits', [1, 2, 3]), gauge('misses', [1, null])];
    expect(onlyValues(evaluateText('sum:hits{*} + sum:misses{*}', uneven))).toEqual([2, null, null]);
  });

  test('names and scope show the whole expression', () => {
    const [result] = evaluateText('sum:hits{app:x} by {host} / sum:limit{*} * 100', series).series;
    expect(result).toMatchObject({
      metric: '((hits / limit) * 100)',
      expression: '((sum:hits{app:x,host:a} / sum:limit{*}) * 100)',
      scope: ['app:x'],
      aggregator: undefined,
    });
  });

  test('numbers alone stay a number', () => {
    expect(tryEvaluateText('(1 + 2) * 3', series)).toEqual({ ok: true, value: { kind: 'number', value: 9 } });
  });
});
