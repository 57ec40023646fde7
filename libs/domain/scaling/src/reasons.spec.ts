import { expect, test } from 'vitest';
import { conditionReasons } from './datadog-metric-status.js';
import { failure, isScalingReason, scalingReasons } from './reasons.js';

test('reasons are CamelCase, as conditions want them, and are explained in one sentence', () => {
  for (const [reason, text] of [...Object.entries(scalingReasons), ...Object.entries(conditionReasons)]) {
    expect(reason).toMatch(/^([A-Z][a-z0-9]+)+$/);
    expect(text).toMatch(/^\S.*\.$/);
  }
});

test('reasons are sorted', () => {
  expect(Object.keys(scalingReasons)).toEqual(Object.keys(scalingReasons).sort());
});

test('a reason is told from other texts', () => {
  expect(isScalingReason(failure('NoSeries', 'none').reason)).toBe(true);
  expect(isScalingReason('toString')).toBe(false);
});
