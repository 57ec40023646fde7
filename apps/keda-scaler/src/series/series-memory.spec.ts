import type { MetricSeriesUpdated, MetricWanted } from '@dogwatch/messages';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { seriesOf, toAnswer } from '../testing/fake-poller.js';
import { createSeriesMemory, type SeriesMemory } from './series-memory.js';
import type { Want } from './want.js';

const want: Want = { org: 'default', query: 'sum:a{*}', ageSeconds: 90, offsetSeconds: 0 };
const second = 1000;

let memory: SeriesMemory;
let sent: MetricWanted[];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  sent = [];
  memory = createSeriesMemory({
    send: (wanted) => void sent.push(wanted),
    maxQueries: 2,
    firstWaitMillis: 2 * second,
    nowMillis: () => Date.now(),
  });
});

afterEach(() => {
  memory.stop();
  vi.useRealTimers();
});

function updated(changes: Partial<MetricSeriesUpdated> = {}): MetricSeriesUpdated {
  return { epoch: 'one', sentAtMillis: Date.now(), refreshPeriodSeconds: 30, answers: [], ...changes };
}

/** Lets time pass, tending the memory as its owner does. */
function pass(seconds: number): void {
  for (let passed = 0; passed < seconds; passed += 1) {
    vi.advanceTimersByTime(second);
    memory.tend();
  }
}

describe('a query', () => {
  test('is sent at the first read, then once a period while it is read', () => {
    for (let reads = 0; reads < 6; reads += 1) {
      memory.read(want, 10);
      pass(15);
    }
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(memory.sizes()).toEqual({ wanted: 1, remembered: 1 });
  });

  test('expires after three missed reads, and tells metrics-poller so from the start', () => {
    memory.read(want, 10);
    expect(sent[0]?.expiresAtSeconds).toBe(Date.now() / second + 90);
    pass(89);
    expect(memory.sizes().wanted).toBe(1);
    pass(2);
    expect(memory.sizes()).toEqual({ wanted: 0, remembered: 1 });
    const before = sent.length;
    pass(60);
    expect(sent).toHaveLength(before);
    expect(Math.max(...sent.map(({ expiresAtSeconds }) => expiresAtSeconds))).toBe(1_700_000_090);
  });

  test('that is read rarely stays wanted in between, once that is known', () => {
    memory.read(want, 10);
    pass(300);
    memory.read(want, 10);
    pass(299);
    expect(memory.sizes().wanted).toBe(1);
  });

  test('that a stream follows stays wanted', () => {
    const unfollow = memory.follow(want, 10, () => undefined);
    pass(1000);
    expect(memory.sizes().wanted).toBe(1);
    unfollow?.();
    pass(100);
    expect(memory.sizes().wanted).toBe(0);
  });

  test('is forgotten an hour after its last read', () => {
    memory.read(want, 10);
    pass(3700);
    expect(memory.sizes().remembered).toBe(0);
  });

  test('tells what was heard of it when it is renewed, so that nothing is sent twice', () => {
    memory.read(want, 10);
    const answer = toAnswer({ ...want, expiresAtSeconds: 0 }, { series: [seriesOf(5)] });
    memory.take(updated({ answers: [answer] }), undefined);
    pass(31);
    expect(sent.at(-1)?.heardAtMillis).toBe(answer.attemptedAtMillis);
  });

  test('with more points than before is asked for anew', () => {
    memory.read(want, 10);
    memory.take(
      updated({ answers: [toAnswer({ ...want, expiresAtSeconds: 0 }, { series: [seriesOf(5)] })] }),
      undefined,
    );
    const query = memory.read(want, 20);
    expect(query?.answer).toBeUndefined();
    expect(sent.at(-1)?.points).toBe(20);
  });
});

test('the last series outlive a change of leader whose first attempt fails', () => {
  const query = memory.read(want, 10);
  const wanted = { ...want, expiresAtSeconds: 0 };
  const series = [seriesOf(5)];
  memory.take(updated({ answers: [toAnswer(wanted, { series })] }), undefined);
  const answeredAtMillis = query?.answer?.answeredAtMillis;
  pass(10);
  memory.take(updated({ epoch: 'two', answers: [toAnswer(wanted, { reason: 'RateLimited' })] }), undefined);
  expect(query?.answer).toMatchObject({
    reason: 'RateLimited',
    series,
    answeredAtMillis,
    attemptedAtMillis: Date.now(),
  });
  memory.take(updated({ epoch: 'two', answers: [toAnswer(wanted, { series: [] })] }), undefined);
  expect(query?.answer).toMatchObject({ reason: '', series: [] });
});

describe('the first wait', () => {
  test('ends with the answer', async () => {
    const query = memory.read(want, 10);
    if (query === undefined) throw new Error('there is room');
    const waiting = memory.waits.wait(query);
    memory.take(
      updated({ answers: [toAnswer({ ...want, expiresAtSeconds: 0 }, { series: [seriesOf(5)] })] }),
      undefined,
    );
    await waiting;
    expect(query.answer?.series).toHaveLength(1);
  });

  test('ends by itself, and is over for all who come later', async () => {
    const query = memory.read(want, 10);
    if (query === undefined) throw new Error('there is room');
    const both = [memory.waits.wait(query), memory.waits.wait(query)];
    expect(memory.waits.mayWait(query)).toBe(true);
    await vi.advanceTimersByTimeAsync(2 * second);
    await Promise.all(both);
    expect(memory.waits.mayWait(query)).toBe(false);
  });

  test('begins again for a query that was no longer wanted', () => {
    memory.read(want, 10);
    pass(200);
    const query = memory.read(want, 10);
    expect(query !== undefined && memory.waits.mayWait(query)).toBe(true);
  });
});

test('a new leader is told everything, though not more often than once a second', () => {
  memory.read(want, 10);
  memory.take(updated(), undefined);
  expect(sent).toHaveLength(2);
  for (const epoch of ['two', 'one', 'two', 'one']) memory.take(updated({ epoch }), undefined);
  expect(sent).toHaveLength(2);
  pass(2);
  expect(sent).toHaveLength(3);
});

test('a new query takes the place of one that is no longer wanted, and is refused where all are', () => {
  memory.read(want, 10);
  expect(memory.read({ ...want, query: 'sum:b{*}' }, 10)).toBeDefined();
  expect(memory.read({ ...want, query: 'sum:c{*}' }, 10)).toBeUndefined();
  expect(memory.follow({ ...want, query: 'sum:c{*}' }, 10, () => undefined)).toBeUndefined();
  pass(200);
  expect(memory.read({ ...want, query: 'sum:c{*}' }, 10)).toBeDefined();
  expect(memory.sizes().remembered).toBe(2);
});

test('what only other replicas have asked for is remembered, but not wanted', () => {
  const answer = (query: string) => toAnswer({ ...want, query, expiresAtSeconds: 0 }, { series: [seriesOf(5)] });
  memory.take(updated({ answers: ['sum:a{*}', 'sum:b{*}', 'sum:c{*}'].map(answer) }), undefined);
  expect(memory.sizes()).toEqual({ wanted: 0, remembered: 2 });
  expect(memory.contact()).toMatchObject({ epoch: 'one', heardAtMillis: Date.now(), periodMillis: 30_000 });
  pass(60);
  expect(sent).toEqual([]);
  expect(memory.read(want, 10)?.answer?.series).toHaveLength(1);
  expect(sent).toMatchObject([{ query: 'sum:a{*}', heardAtMillis: Date.now() - 60_000 }]);
  // it makes room for what is asked for here
  expect(memory.read({ ...want, query: 'sum:d{*}' }, 10)).toBeDefined();
});
