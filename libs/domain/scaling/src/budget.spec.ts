import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Budget, budgetGauges, finishCall, newBudget, nextCallAtMillis, startCall } from './budget.js';
import { parseRateLimit } from './rate-limit.js';

const hour = 3_600_000;
const limits = { limit: 300, periodSeconds: 3600 };

function after(remaining: number, resetSeconds: number, now = 0): Budget {
  const rateLimit = { ...limits, remaining, resetSeconds };
  return finishCall(startCall(newBudget(30), now), { httpStatus: 200, rateLimit }, now);
}

describe('a budget', () => {
  test('allows every call while nothing is known', () => {
    expect(nextCallAtMillis(newBudget(30), 5)).toBeLessThanOrEqual(5);
  });

  test('allows calls at once while they keep up with the period', () => {
    expect(nextCallAtMillis(after(299, 3600), 1)).toBe(0);
    expect(nextCallAtMillis(after(150, 1800), 1)).toBe(0);
  });

  test('spreads the rest evenly when it falls behind', () => {
    expect(nextCallAtMillis(after(10, 1800), 0)).toBe(180_000);
  });

  test('waits for the end of the period when nothing is left', () => {
    const budget = after(0, 60);
    expect(nextCallAtMillis(budget, 1000)).toBe(60_000);
    expect(nextCallAtMillis(budget, 60_000)).toBe(0);
  });

  test('forgets a period that is over', () => {
    expect(startCall(after(0, 60), 60_000)).toMatchObject({ remaining: undefined, resetAtMillis: undefined });
  });

  test('counts calls that are under way', () => {
    let budget = after(2, 60);
    budget = startCall(startCall(budget, 0), 0);
    expect(budget.remaining).toBe(0);
    budget = finishCall(budget, { httpStatus: 200, rateLimit: { ...limits, remaining: 1, resetSeconds: 60 } }, 0);
    expect(budget.remaining).toBe(0);
  });

  test('pauses all calls after a 429 for as long as Datadog says, then lets one probe', () => {
    const refused = finishCall(startCall(newBudget(30), 0), { httpStatus: 429, rateLimit: { resetSeconds: 20 } }, 0);
    expect(nextCallAtMillis(refused, 0)).toBe(20_000);
    const probing = startCall(refused, 20_000);
    expect(nextCallAtMillis(probing, 20_000)).toBe(Number.POSITIVE_INFINITY);
    const recovered = finishCall(probing, { httpStatus: 200 }, 20_001);
    expect(nextCallAtMillis(recovered, 20_001)).toBe(0);
  });

  test('pauses longer with each 429 that says nothing, up to five minutes', () => {
    let budget = newBudget(30);
    let now = 0;
    const pauses = [0, 1, 2, 3, 4, 5].map(() => {
      budget = finishCall(startCall(budget, now), { httpStatus: 429 }, now);
      const pause = nextCallAtMillis(budget, now) - now;
      now += pause;
      return pause;
    });
    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test('takes the end of calls that were under way together as one', () => {
    let budget = startCall(startCall(startCall(newBudget(30), 0), 0), 0);
    budget = finishCall(budget, { httpStatus: 429 }, 10);
    budget = finishCall(budget, { httpStatus: 429 }, 20);
    expect(budget).toMatchObject({ refusals: 1, pausedUntilMillis: 30_020 });
    expect(finishCall(budget, { httpStatus: 200 }, 30)).toMatchObject({ refusals: 1, pausedUntilMillis: 30_020 });
  });

  test('does not pause for longer than an hour', () => {
    const refused = finishCall(newBudget(30), { httpStatus: 429, rateLimit: { retryAfterSeconds: 1e9 } }, 0);
    expect(nextCallAtMillis(refused, 0)).toBe(hour);
  });

  test('a network error ends no pause', () => {
    const refused = finishCall(newBudget(30), { httpStatus: 429, rateLimit: { resetSeconds: 20 } }, 0);
    expect(nextCallAtMillis(finishCall(refused, { httpStatus: undefined }, 1), 1)).toBe(20_000);
  });

  test('tells its gauges', () => {
    let budget = after(17, 60);
    budget = finishCall(
      startCall(budget, 10_000),
      { httpStatus: 200, rateLimit: { ...limits, remaining: 20 } },
      10_000,
    );
    expect(budgetGauges(budget, 10_000)).toEqual({
      limit: 300,
      period: 3600,
      reset: 50,
      remaining: 20,
      remainingMin: 17,
    });
    expect(budgetGauges(newBudget(30), 0)).toMatchObject({ limit: undefined, remainingMin: undefined });
  });

  test('never runs dry before the period ends, however eager the caller is', () => {
    const arbitrary = fc.record({
      limit: fc.integer({ min: 1, max: 400 }),
      stepMillis: fc.integer({ min: 500, max: 60_000 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ limit, stepMillis }) => {
        let remaining = limit;
        let budget = newBudget(30);
        for (let now = 0; now < hour; now += stepMillis) {
          if (nextCallAtMillis(budget, now) > now) continue;
          expect(remaining).toBeGreaterThan(0);
          remaining -= 1;
          const rateLimit = { limit, periodSeconds: 3600, remaining, resetSeconds: (hour - now) / 1000 };
          budget = finishCall(startCall(budget, now), { httpStatus: 200, rateLimit }, now);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('rate-limit headers that are no numbers are left out', () => {
  const headers = new Map([
    ['x-ratelimit-limit', ' 300 '],
    ['x-ratelimit-remaining', '-1'],
    ['x-ratelimit-reset', '1.5'],
    ['retry-after', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ]);
  expect(parseRateLimit((name) => headers.get(name))).toEqual({ limit: 300, resetSeconds: 1.5 });
});
