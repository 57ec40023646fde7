import { expect, test } from 'vitest';
import { latestPoint } from './latest-point.js';

const at = (...values: (number | null)[]): (number | undefined)[] => {
  const points = values.map((value, index) => ({ timeSeconds: index, value }));
  const point = latestPoint(points);
  return [point?.timeSeconds, point?.value];
};

test('the last value but one, gaps not counted', () => {
  expect(at(5, 6, 7)).toEqual([1, 6]);
  expect(at(5, null, 7, null)).toEqual([0, 5]);
  expect(at(0, 0)).toEqual([0, 0]);
});

test('the only value', () => {
  expect(at(null, 6, null)).toEqual([1, 6]);
});

test('no value', () => {
  expect(at()).toEqual([undefined, undefined]);
  expect(at(null, null)).toEqual([undefined, undefined]);
});
