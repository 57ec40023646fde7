import { expect, test } from 'vitest';
import { createRecentDecisions } from './recent-decisions.js';

const isSame = (one: { value: string }, other: { value: string }): boolean => one.value === other.value;

test('the last decisions are kept, newest first, and what is decided again is counted', () => {
  const recent = createRecentDecisions<{ at: number; value: string }>({ perKey: 2, maxKeys: 10, isSame });
  for (const [at, value] of ['a', 'b', 'b', 'c'].entries()) recent.record('key', { at, value });
  expect(recent.of('key')).toEqual([
    { at: 3, value: 'c', times: 1 },
    { at: 2, value: 'b', times: 2 },
  ]);
  expect(recent.of('other')).toEqual([]);
});

test('only so many keys are remembered', () => {
  const recent = createRecentDecisions<{ value: string }>({ perKey: 2, maxKeys: 2, isSame });
  for (const key of ['a', 'b', 'c']) recent.record(key, { value: '' });
  expect(['a', 'b', 'c'].map((key) => recent.of(key).length)).toEqual([0, 1, 1]);
});
