import { expect, test } from 'vitest';
import { createDecisionLog, type ServedDecision } from './decision-log.js';

function decision(atMillis: number, value = '1'): ServedDecision {
  return { atMillis, namespace: 'shop', metric: 'queue', code: 200, value };
}

test('the last decisions on a metric are kept, newest first', () => {
  const log = createDecisionLog(2, 10);
  for (const at of [1, 2, 3]) log.record('shop/queue', decision(at, String(at)));
  expect(log.of('shop/queue').map(({ atMillis }) => atMillis)).toEqual([3, 2]);
  expect(log.of('shop/other')).toEqual([]);
});

test('a decision that is made again is counted', () => {
  const log = createDecisionLog(2, 10);
  log.record('shop/queue', decision(1, '7'));
  for (const at of [2, 3, 4]) log.record('shop/queue', decision(at));
  log.record('shop/queue', { ...decision(5), namespace: 'other' });
  expect(log.of('shop/queue')).toEqual([
    { ...decision(5), namespace: 'other', times: 1 },
    { ...decision(4), times: 3 },
  ]);
});

test('nothing is remembered of metrics with names that none can have', () => {
  const log = createDecisionLog(2, 10);
  log.record('shop/queue', { ...decision(1), metric: 'a'.repeat(1000) });
  log.record('shop/queue', { ...decision(1), namespace: 'a'.repeat(1000) });
  expect(log.of('shop/queue')).toEqual([]);
});

test('only so many metrics are remembered', () => {
  const log = createDecisionLog(2, 2);
  for (const key of ['a', 'b', 'c']) log.record(key, decision(1));
  expect(['a', 'b', 'c'].map((key) => log.of(key).length)).toEqual([0, 1, 1]);
});
