import { expect, test } from 'vitest';
import { createWakeUp } from './wake-up.js';

const forever = 600_000;

test('a waiter is woken', async () => {
  const wakeUp = createWakeUp();
  const waiting = wakeUp.wait(forever, new AbortController().signal);
  wakeUp.wake();
  await expect(waiting).resolves.toBeUndefined();
});

test('a wake-up between two waits is not lost, and counts once', async () => {
  const wakeUp = createWakeUp();
  wakeUp.wake();
  wakeUp.wake();
  await expect(wakeUp.wait(forever, new AbortController().signal)).resolves.toBeUndefined();
  const stopping = new AbortController();
  const waiting = wakeUp.wait(forever, stopping.signal);
  let isOver = false;
  void waiting.then(() => (isOver = true));
  await Promise.resolve();
  expect(isOver).toBe(false);
  stopping.abort();
  await waiting;
});

test('a wait ends by itself, and at once when it is over anyway', async () => {
  const wakeUp = createWakeUp();
  await expect(wakeUp.wait(1, new AbortController().signal)).resolves.toBeUndefined();
  await expect(wakeUp.wait(forever, AbortSignal.abort())).resolves.toBeUndefined();
});
