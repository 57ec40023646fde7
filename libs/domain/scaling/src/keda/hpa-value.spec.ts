import { expect, test } from 'vitest';
import { printQuantity } from '../quantity.js';
import { toHpaTarget, toHpaValue } from './hpa-value.js';

test.each([
  [0.1239, '123m'],
  [12, '12'],
  [-4, '0'],
  [Number.NaN, '0'],
  [Number.POSITIVE_INFINITY, '0'],
])('the value %d reaches the autoscaler as %s', (value, text) => {
  expect(printQuantity(toHpaValue(value))).toBe(text);
});

test('a target keeps its sign', () => {
  expect(printQuantity(toHpaTarget(-2.5))).toBe('-2500m');
});
