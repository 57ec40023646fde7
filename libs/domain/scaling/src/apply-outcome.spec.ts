import { describe, expect, test } from 'vitest';
import { applyOutcome, type OutcomeContext } from './apply-outcome.js';
import { type MetricState, newMetricState } from './metric-state.js';
import { defaultScalingOptions as options } from './options.js';
import type { PollOutcome } from './poll-outcome.js';
import { failure, type ScalingReason } from './reasons.js';

const nowSeconds = 10_000;
const context: OutcomeContext = { nowMillis: nowSeconds * 1000, random: 0.5, options };
const splitting: OutcomeContext = { ...context, options: { ...options, splitBatchesWithBackoff: true } };
const state: MetricState = {
  ...newMetricState(
    {
      namespace: 'shop',
      name: 'orders',
      query: 'q',
      resolvedQuery: 'q',
      problem: undefined,
      externalMetricName: '',
      alwaysActive: false,
      maxAgeSeconds: 0,
      timeWindowSeconds: 0,
    },
    0,
  ),
  active: true,
  valid: true,
  value: 5,
  dataTimeSeconds: nowSeconds - 100,
};

function point(value: number, ageSeconds: number): PollOutcome {
  return { ok: true, value, dataTimeSeconds: nowSeconds - ageSeconds, points: [], pointCount: 1 };
}

describe('a point', () => {
  test('that is fresh makes the metric valid and clears all failures', () => {
    const failed: MetricState = {
      ...state,
      valid: false,
      error: failure('NoSeries', 'none'),
      retries: 2,
      retryAtMillis: 1,
      suspect: true,
    };
    expect(applyOutcome(failed, point(8, 120), context)).toMatchObject({
      valid: true,
      value: 8,
      dataTimeSeconds: nowSeconds - 120,
      error: undefined,
      retries: 0,
      retryAtMillis: 0,
      suspect: false,
      updatedAtMillis: context.nowMillis,
    });
  });

  test('that is old is taken over but not valid, and the message tells the ages', () => {
    const after = applyOutcome(state, point(8, 121), splitting);
    expect(after).toMatchObject({ valid: false, value: 8, retries: 0, error: { reason: 'Outdated' } });
    expect(after.error?.message).toMatch(/121 s.*120 s/);
  });
});

describe('a failure', () => {
  test.each<[ScalingReason, boolean]>([
    ['NoSeries', true],
    ['MultipleSeries', true],
    ['OnlyNulls', true],
    ['ResponseMismatch', true],
    ['QueryRejected', true],
    ['CredentialsRefused', true],
    ['MissingResult', false],
  ])('%s makes the metric invalid at once and keeps the value; counted: %s', (reason, isCounted) => {
    const after = applyOutcome(state, failure(reason, 'why'), splitting);
    expect(after).toMatchObject({ valid: false, value: 5, error: { reason, message: 'why' } });
    expect([after.retries, after.retryAtMillis]).toEqual(isCounted ? [1, context.nowMillis + 45_000] : [0, 0]);
    expect(applyOutcome(state, failure(reason, 'why'), context).retries).toBe(0);
  });

  test.each<ScalingReason>(['RateLimited', 'ServerError', 'InvalidAnswer', 'CallBudgetSpent'])(
    '%s keeps the metric valid until its value is too old to be served',
    (reason) => {
      const after = applyOutcome(state, failure(reason, 'why'), splitting);
      expect(after).toMatchObject({ valid: true, retries: 0, error: { reason } });
      const later: OutcomeContext = { ...splitting, nowMillis: (nowSeconds + 51) * 1000 };
      expect(applyOutcome(after, failure(reason, 'why'), later)).toMatchObject({ valid: false, value: 5 });
    },
  );

  test('that says nothing does not make an invalid metric valid', () => {
    expect(applyOutcome({ ...state, valid: false }, failure('RateLimited', 'why'), context).valid).toBe(false);
    const never: MetricState = { ...state, dataTimeSeconds: undefined };
    expect(applyOutcome(never, failure('RateLimited', 'why'), context).valid).toBe(false);
  });

  test('of an answer that is too large to read makes its query a suspect, and keeps the value', () => {
    const after = applyOutcome(state, { ...failure('InvalidAnswer', 'larger than 32 MiB'), tooLarge: true }, context);
    expect(after).toMatchObject({ valid: true, suspect: true, value: 5 });
    expect(applyOutcome(state, failure('InvalidAnswer', 'no JSON'), context).suspect).toBe(false);
  });

  test('that refuses the query makes it a suspect until an answer clears it', () => {
    const refused = applyOutcome(state, failure('UnprocessableQuery', 'why'), context);
    expect(refused.suspect).toBe(true);
    expect(applyOutcome(refused, failure('RateLimited', 'why'), context).suspect).toBe(true);
    expect(applyOutcome(refused, failure('NoSeries', 'why'), context).suspect).toBe(false);
  });
});
