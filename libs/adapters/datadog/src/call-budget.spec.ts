import { describe, expect, it, vi } from 'vitest';
import { type CallPermit, createCallBudgets } from './call-budget.js';

const never = new AbortController().signal;

function granted(permit: CallPermit) {
  if (!permit.ok) throw new Error('refused');
  return permit;
}

describe('call budgets', () => {
  it('allow every call while nothing is known, one budget to a name', async () => {
    const budgets = createCallBudgets();
    expect(budgets.of('a')).toBe(budgets.of('a'));
    expect(budgets.of('a')).not.toBe(budgets.of('b'));
    const permits = await Promise.all(Array.from({ length: 20 }, () => budgets.of('a').acquire(never)));
    expect(permits.every(({ ok }) => ok)).toBe(true);
  });

  it('refuse at once when the next call is free only after the longest wait', async () => {
    const budget = createCallBudgets({ nowMillis: () => 1_000_000 }).of('a');
    const rateLimit = { limit: 10, periodSeconds: 60, remaining: 0, resetSeconds: 42 };
    granted(await budget.acquire(never)).finish({ httpStatus: 200, rateLimit });
    expect(await budget.acquire(never)).toEqual({ ok: false, retryAfterSeconds: 42 });
    expect(budget.gauges()).toMatchObject({ limit: 10, remaining: 0, reset: 42 });
  });

  it('let one call probe after a 429, and the rest follow when it is answered', async () => {
    let now = 1_000_000;
    const budget = createCallBudgets({ nowMillis: () => now }).of('a');
    granted(await budget.acquire(never)).finish({ httpStatus: 429, rateLimit: { retryAfterSeconds: 30 } });
    expect(await budget.acquire(never)).toEqual({ ok: false, retryAfterSeconds: 30 });
    now += 31_000;
    const probe = granted(await budget.acquire(never));
    const followers = [budget.acquire(never), budget.acquire(never)];
    probe.finish({ httpStatus: 200 });
    probe.finish({ httpStatus: 429 });
    expect((await Promise.all(followers)).map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('bound how many wait', async () => {
    let now = 0;
    const budget = createCallBudgets({ nowMillis: () => now, maxWaiting: 1 }).of('a');
    granted(await budget.acquire(never)).finish({ httpStatus: 429, rateLimit: { retryAfterSeconds: 1 } });
    now = 2000;
    const probe = granted(await budget.acquire(never));
    const first = budget.acquire(never);
    expect(await budget.acquire(never)).toEqual({ ok: false, retryAfterSeconds: 1 });
    probe.finish({ httpStatus: 200 });
    expect((await first).ok).toBe(true);
  });

  it('do not stretch a pause when the system clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const budget = createCallBudgets({ maxWaitMillis: 0 }).of('a');
      granted(await budget.acquire(never)).finish({ httpStatus: 429, rateLimit: { retryAfterSeconds: 5 } });
      vi.setSystemTime(Date.now() - 3_600_000);
      expect(await budget.acquire(never)).toEqual({ ok: false, retryAfterSeconds: 5 });
    } finally {
      vi.useRealTimers();
    }
  });

  it('reject a wait that is given up', async () => {
    const budget = createCallBudgets({ maxWaitMillis: 3_600_000 }).of('a');
    granted(await budget.acquire(never)).finish({ httpStatus: 429, rateLimit: { retryAfterSeconds: 60 } });
    const caller = new AbortController();
    const waiting = budget.acquire(caller.signal);
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
