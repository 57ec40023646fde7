import { expect, test } from 'vitest';
import { createWorkQueue } from './work-queue.js';

/** A queue whose work is finished by hand. */
function createManualQueue(concurrency: number) {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  const queue = createWorkQueue({
    concurrency,
    run: (key) => {
      started.push(key);
      return new Promise((resolve) => finish.set(key, resolve));
    },
  });
  const done = async (key: string): Promise<void> => {
    finish.get(key)?.();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, started, done };
}

test('runs at most so many keys at once, in the order added', async () => {
  const { queue, started, done } = createManualQueue(2);
  for (const key of ['a', 'b', 'c']) queue.add(key);
  expect(started).toEqual(['a', 'b']);
  await done('a');
  expect(started).toEqual(['a', 'b', 'c']);
});

test('a key that is added while it waits runs once, while it works once more', async () => {
  const { queue, started, done } = createManualQueue(1);
  queue.add('a');
  queue.add('b');
  queue.add('b');
  queue.add('a');
  queue.add('a');
  expect(queue.depth).toBe(2);
  await done('a');
  await done('b');
  await done('a');
  expect(started).toEqual(['a', 'b', 'a']);
  expect(queue.depth + queue.workingSeconds().length).toBe(0);
});

test('a stopped queue finishes what is at work and takes nothing more', async () => {
  const { queue, started, done } = createManualQueue(1);
  queue.add('a');
  queue.add('b');
  const stopped = queue.stop();
  queue.add('c');
  await done('a');
  await stopped;
  expect(started).toEqual(['a']);
});

test('is idle when there is nothing to do', async () => {
  const queue = createWorkQueue({ concurrency: 1, run: () => Promise.resolve() });
  await queue.idle();
  queue.add('a');
  await queue.idle();
  expect(queue.depth + queue.workingSeconds().length).toBe(0);
});

test('tells how long keys waited and worked, and counts a key that waits already once', () => {
  let nowMillis = 0;
  const told: string[] = [];
  const finish: (() => void)[] = [];
  const queue = createWorkQueue({
    concurrency: 1,
    nowMillis: () => nowMillis,
    run: () => new Promise((resolve) => finish.push(resolve)),
    events: {
      added: () => told.push('added'),
      started: (seconds) => told.push(`started after ${seconds} s`),
    },
  });
  queue.add('a');
  queue.add('b');
  queue.add('b');
  nowMillis = 3000;
  expect(told).toEqual(['added', 'started after 0 s', 'added']);
  expect([queue.depth, queue.workingSeconds()]).toEqual([1, [3]]);
});
