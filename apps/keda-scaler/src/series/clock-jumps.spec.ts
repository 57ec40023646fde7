import type { MetricWanted } from '@dogwatch/messages';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSeriesMemory, type SeriesMemory } from './series-memory.js';
import type { Want } from './want.js';

const want: Want = { org: 'default', query: 'sum:a{*}', ageSeconds: 90, offsetSeconds: 0 };
const startMillis = 1_700_000_000_000;
const hourMillis = 3_600_000;

let memory: SeriesMemory;
let sent: MetricWanted[];

beforeEach(() => {
  vi.useFakeTimers({ now: startMillis });
  sent = [];
  memory = createSeriesMemory({
    send: (wanted) => void sent.push(wanted),
    maxQueries: 10,
    firstWaitMillis: 2000,
    nowMillis: () => Date.now(),
  });
});

afterEach(() => {
  memory.stop();
  vi.useRealTimers();
});

test('a clock that is put back makes no call wait longer than the first wait', async () => {
  const query = memory.read(want, 10);
  if (query === undefined) throw new Error('there is room');
  vi.setSystemTime(startMillis - hourMillis);
  expect(memory.waits.mayWait(query)).toBe(false);
  const waiting = memory.waits.wait(query);
  await vi.advanceTimersByTimeAsync(2000);
  await expect(Promise.race([waiting, Promise.resolve('waits on')])).resolves.toBeUndefined();
});

test('a clock that is put back does not stop the renewal of wants', () => {
  memory.read(want, 10);
  vi.setSystemTime(startMillis - hourMillis);
  memory.read(want, 10);
  memory.tend();
  expect(sent).toHaveLength(2);
  memory.tend();
  expect(sent).toHaveLength(2);
});

test('a clock that is put back does not keep wants from a new leader', () => {
  memory.read(want, 10);
  const sign = { sentAtMillis: 0, refreshPeriodSeconds: 30, answers: [] };
  memory.take({ epoch: 'one', ...sign }, undefined);
  vi.setSystemTime(startMillis - hourMillis);
  memory.take({ epoch: 'two', ...sign }, undefined);
  expect(sent).toHaveLength(3);
});
