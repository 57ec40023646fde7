import { expect, test } from 'vitest';
import { backoffSeconds, requestRetryDelayMillis } from './backoff.js';

test('the wait doubles with each failure up to the fifth and is then half an hour', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60].map((failures) => backoffSeconds(failures, 0))).toEqual([
    0, 30, 60, 120, 240, 480, 1800, 1800,
  ]);
  expect(backoffSeconds(3, 0.5)).toBe(180);
});

test('a request is repeated after half a second, then later and later, within three seconds', () => {
  expect(requestRetryDelayMillis(1, 0, 0.5)).toBe(500);
  expect(requestRetryDelayMillis(2, 500, 0.5)).toBe(750);
  expect(requestRetryDelayMillis(1, 0, 0)).toBe(250);
  expect(requestRetryDelayMillis(3, 2000, 0.5)).toBeUndefined();
});
