import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type ReconcileOutcome, startReconcileLoop } from './reconcile-loop.js';

const timing = { resyncMillis: 60_000, gapMillis: 1, retryMillis: 1 };

test('runs at once, and again when it is woken; wakes while it runs are one', async () => {
  let runs = 0;
  const first = Promise.withResolvers<ReconcileOutcome>();
  const loop = startReconcileLoop(async () => {
    runs += 1;
    return runs === 1 ? first.promise : 'done';
  }, timing);
  expect(runs).toBe(1);
  for (let at = 0; at < 5; at += 1) loop.wake();
  first.resolve('done');
  await vi.waitFor(() => expect(runs).toBe(2));
  loop.wake();
  await vi.waitFor(() => expect(runs).toBe(3));
  await loop.stop();
});

test('tries again after a failure, and does not spin when it is woken meanwhile', async () => {
  let runs = 0;
  const slow = { ...timing, retryMillis: 60_000 };
  const loop = startReconcileLoop(async () => {
    runs += 1;
    return 'failed';
  }, slow);
  await sleep(0);
  for (let at = 0; at < 5; at += 1) loop.wake();
  await loop.stop();
  expect(runs).toBe(1);
  const eager = startReconcileLoop(async () => {
    runs += 1;
    return runs < 5 ? 'failed' : 'done';
  }, timing);
  await vi.waitFor(() => expect(runs).toBe(5));
  await eager.stop();
});

test('stop waits for the run under way and tells it', async () => {
  let wasTold = false;
  const loop = startReconcileLoop(async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    wasTold = true;
    return 'done';
  }, timing);
  await loop.stop();
  expect(wasTold).toBe(true);
});

test('what has to be repaired again and again is repaired at once, then more and more seldom', async () => {
  vi.useFakeTimers();
  let runs = 0;
  let isFought = true;
  const loop = startReconcileLoop(async () => {
    runs += 1;
    if (isFought) queueMicrotask(() => loop.wake());
    return isFought ? 'repaired' : 'done';
  }, timing);
  await vi.advanceTimersByTimeAsync(2000);
  expect(runs).toBeGreaterThan(3);
  expect(runs).toBeLessThan(25);
  isFought = false;
  await vi.advanceTimersByTimeAsync(10 * timing.resyncMillis);
  const before = runs;
  loop.wake();
  await vi.advanceTimersByTimeAsync(2 * timing.gapMillis);
  expect(runs).toBe(before + 1);
  await loop.stop();
  vi.useRealTimers();
});
