import { expect, test } from 'vitest';
import { compareToPosition } from './sequence.js';

test.each([
  [undefined, { epoch: 'a', sequence: 5 }, 'gap'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'a', sequence: 6 }, 'next'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'a', sequence: 5 }, 'old'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'a', sequence: 4 }, 'old'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'a', sequence: 7 }, 'gap'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'b', sequence: 6 }, 'gap'],
  [{ epoch: 'a', sequence: 5 }, { epoch: 'b', sequence: 1 }, 'gap'],
] as const)('after %j, %j is %s', (known, event, order) => {
  expect(compareToPosition(known, event)).toBe(order);
});
