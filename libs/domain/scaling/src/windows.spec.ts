import { expect, test } from 'vitest';
import { effectiveMaxAgeSeconds, isFresh, isServable } from './freshness.js';
import { defaultScalingOptions as options } from './options.js';
import { queryRange, queryWindowSeconds } from './windows.js';

test.each([
  [0, 0, 300],
  [600, 0, 600],
  [600, 450, 450],
  [60, 200, 300],
  [0, 100_000, 86_400],
])('maxAge %i and timeWindow %i give a window of %i seconds', (maxAgeSeconds, timeWindowSeconds, window) => {
  expect(queryWindowSeconds({ maxAgeSeconds, timeWindowSeconds }, options)).toBe(window);
});

test('a range ends now, or the offset ago', () => {
  expect(queryRange(300, 1000.9)).toEqual({ fromSeconds: 700, toSeconds: 1000 });
  expect(queryRange(300, 1000, 60)).toEqual({ fromSeconds: 640, toSeconds: 940 });
});

test('the maximum age is the own one, else the global one, but at least three rollups', () => {
  expect(effectiveMaxAgeSeconds({ maxAgeSeconds: 10 }, options)).toBe(10);
  expect(effectiveMaxAgeSeconds({ maxAgeSeconds: 0 }, options)).toBe(120);
  expect(effectiveMaxAgeSeconds({ maxAgeSeconds: 0 }, { ...options, rollupSeconds: 300 })).toBe(900);
});

test('freshness counts whole seconds, and serving adds the grace', () => {
  expect(isFresh(1000, 60, 1060.99)).toBe(true);
  expect(isFresh(1000, 60, 1061)).toBe(false);
  expect(isServable(1000, 60, 1090, options)).toBe(true);
  expect(isServable(1000, 60, 1091, options)).toBe(false);
});
