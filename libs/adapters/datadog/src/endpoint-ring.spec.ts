import { expect, it } from 'vitest';
import { createEndpointRing } from './endpoint-ring.js';

it('a failure is news once while it lasts, when the reason changes, and after a success', () => {
  let nowMillis = 1_000_000;
  const ring = createEndpointRing(() => nowMillis);
  const fail = (reason: string): boolean | undefined => {
    nowMillis += 100_000;
    return ring.failed('main', nowMillis, reason)?.isNews;
  };
  expect([fail('ServerError'), fail('ServerError'), fail('CredentialsRefused')]).toEqual([true, false, true]);
  expect([ring.succeeded('main'), ring.succeeded('main')]).toEqual([true, false]);
  expect(fail('CredentialsRefused')).toBe(true);
});

it('a failure of a call that began before the last one was noted counts no more', () => {
  const ring = createEndpointRing(() => 1_000_000);
  expect(ring.failed('main', 999_000, 'ServerError')).toEqual({ skipSeconds: 60, isNews: true });
  expect(ring.failed('main', 999_500, 'CredentialsRefused')).toBeUndefined();
});
