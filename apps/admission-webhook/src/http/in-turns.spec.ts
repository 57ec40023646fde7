import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from './in-turns.js';

test('what came together is worked on together, and then written', async () => {
  const told: string[] = [];
  const inTurns = createTurns();
  for (const name of ['a', 'b', 'c'])
    inTurns(() => {
      told.push(`work ${name}`);
      return name === 'b' ? undefined : () => told.push(`write ${name}`);
    });
  expect(told).toEqual([]);
  await nextTurn();
  expect(told).toEqual(['work a', 'work b', 'work c', 'write a', 'write c']);
});

test('the first of many are written before the last are worked on, and none is left', async () => {
  const told: number[] = [];
  const inTurns = createTurns();
  for (let index = 0; index < 100; index++) inTurns(() => () => told.push(index));
  await nextTurn();
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(100);
  inTurns(() => () => told.push(100));
  await expect.poll(() => told).toEqual(Array.from({ length: 101 }, (_, index) => index));
});
