import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffDelay } from './backoff.js';

it('stays within its bounds and grows with the failures', () => {
  const bounds = { minMillis: 500, maxMillis: 30_000 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delay = backoffDelay(failures, bounds, random);
      expect(delay).toBeGreaterThanOrEqual(500);
      expect(delay).toBeLessThanOrEqual(30_000);
      expect(backoffDelay(failures + 1, bounds, random)).toBeGreaterThanOrEqual(delay);
    }),
  );
  expect(backoffDelay(4, bounds, 1)).toBe(4000);
});
