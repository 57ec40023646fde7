import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitReplicas, proposeReplicas } from './replica-count.js';

const value = (millis: number) => ({ type: 'Value', millis: BigInt(millis) }) as const;
const average = (millis: number) => ({ type: 'AverageValue', millis: BigInt(millis) }) as const;

test.each([
  ['a ratio of two doubles', { spec: 3, status: 3 }, value(10_000), 20_000n, 6],
  ['a broken number is rounded up', { spec: 3, status: 3 }, value(10_000), 12_000n, 4],
  ['a tenth above is close enough', { spec: 3, status: 3 }, value(10_000), 11_000n, 3],
  ['a tenth below is close enough', { spec: 3, status: 3 }, value(10_000), 9_000n, 3],
  ['zero ends all', { spec: 3, status: 3 }, value(10_000), 0n, 0],
  ['from zero the ratio counts', { spec: 0, status: 0 }, value(10_000), 25_000n, 3],
  ['each pod has its share', { spec: 2, status: 2 }, average(10_000), 45_000n, 5],
  ['the average is close enough', { spec: 4, status: 4 }, average(10_000), 43_000n, 4],
  ['an average from zero', { spec: 0, status: 0 }, average(10_000), 15_000n, 2],
])('%s', (...[, replicas, target, usage, wanted]) => {
  expect(proposeReplicas(replicas, target, usage)).toBe(wanted);
});

test('a higher metric never asks for fewer replicas', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 100_000 }),
      amount,
      amount,
      (pods, goal, a, b) => {
        const replicas = { spec: pods, status: pods };
        const [low, high] = [a, b]
          .toSorted((x, y) => x - y)
          .map((usage) => proposeReplicas(replicas, value(goal), BigInt(usage)));
        // Within the tolerance the present number stands, which may be one less than what a slightly lower value asks for.
        expect(high).toBeGreaterThanOrEqual((low ?? 0) - Math.ceil(pods / 10));
      },
    ),
  );
});

test.each([
  [5, 3, 'DesiredWithinRange', 5],
  [1, 3, 'TooFewReplicas', 2],
  [12, 8, 'TooManyReplicas', 10],
  [9, 3, 'ScaleUpLimit', 6],
  [9, 1, 'ScaleUpLimit', 4],
])('of %i wanted from %i: %s', (wish, current, reason, replicas) => {
  expect(limitReplicas(wish, current, { min: 2, max: 10 })).toMatchObject({ reason, replicas });
});
