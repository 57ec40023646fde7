import { expect, test } from 'vitest';
import { parseSeriesDefinitions } from './series-definition.js';

test('one series or a list is read', () => {
  expect(parseSeriesDefinitions({ metric: 'a', value: 1 })).toEqual({ ok: true, value: [{ metric: 'a', value: 1 }] });
  expect(parseSeriesDefinitions([{ metric: 'a', value: { kind: 'constant', value: null } }])).toMatchObject({
    ok: true,
  });
});

test.each([
  ['a metric name with a blank', { metric: 'a b', value: 1 }, /metric/],
  ['an unknown script', { metric: 'a', value: { kind: 'square' } }, /value/],
  ['an interval below a second', { metric: 'a', intervalSeconds: 0.1, value: 1 }, /intervalSeconds/],
  ['an unknown key', { metric: 'a', valeu: 1, value: 1 }, /valeu/],
  ['no object at all', 'a', /expected object/],
])('%s is refused with the place', (_, json, message) => {
  const outcome = parseSeriesDefinitions(json);
  expect(outcome).toMatchObject({ ok: false, reason: 'BadDefinition' });
  expect(outcome.ok ? '' : outcome.message).toMatch(message);
});
