import { createLogsIntake } from '@dogwatch/datadog';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { createScrubber } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OutgoingLog } from '../process/print-item.js';
import { createDatadogSink, type DatadogSinkOptions, type SinkRequest } from './datadog-sink.js';
import type { Sink } from './sink.js';

let datadog: DatadogSimulator;
let sink: Sink;
let requests: SinkRequest[];
const { signal } = new AbortController();

function open(options: Partial<DatadogSinkOptions> = {}): Sink {
  requests = [];
  const intake = createLogsIntake({
    url: datadog.url,
    apiKey: () => 'k1',
    compression: 'gzip',
    proxy: { noProxy: [] },
    userAgent: 'test',
    scrubber: createScrubber(),
  });
  sink = createDatadogSink({
    intake,
    concurrency: 1,
    pauseMillis: 1,
    maxPauseMillis: 4,
    random: () => 0,
    onRequest: (request) => requests.push(request),
    ...options,
  });
  return sink;
}

beforeEach(async () => {
  datadog = await startDatadogSimulator();
});

afterEach(async () => {
  await sink.stop();
  await datadog.stop();
});

const logsOf = (count: number, name = 'log', size = 0): OutgoingLog[] =>
  Array.from({ length: count }, (_, index) => ({
    json: JSON.stringify({ message: `${name} ${index}`, filler: 'x'.repeat(size) }),
    service: '',
  }));

const messages = (): unknown[] => datadog.logs.list().map(({ message }) => message);

test('gathers what comes while a request is under way into the next one', async () => {
  open();
  const deliveries = Array.from({ length: 10 }, (_, index) => sink.deliver(logsOf(3, `delivery ${index}`), signal));
  expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => ({ ok: true, refused: [] })));
  expect(requests.map(({ logs }) => logs)).toEqual([3, 27]);
  expect(datadog.logs.count()).toBe(30);
  expect(sink.state()).toEqual({ state: 'up' });
});

test('never sends more logs or bytes at once than allowed', async () => {
  open({ limits: { maxLogs: 10, maxBytes: 2000 } });
  await Promise.all([sink.deliver(logsOf(25), signal), sink.deliver(logsOf(8, 'large', 400), signal)]);
  expect(requests.every(({ logs }) => logs <= 10)).toBe(true);
  expect(datadog.logs.count()).toBe(33);
  expect(await sink.deliver([], signal)).toEqual({ ok: true, refused: [] });
});

test('sends again after 429, 5xx and broken connections, each log once in the end', async () => {
  open();
  for (const failure of [
    { mode: 'refuse', status: 429, retryAfterSeconds: 0, times: 2 },
    { mode: 'serverError', status: 500, times: 2 },
    { mode: 'reset', times: 1 },
  ] as const)
    datadog.fail(failure);
  expect(await sink.deliver(logsOf(3), signal)).toEqual({ ok: true, refused: [] });
  expect(requests.map(({ result }) => result)).toEqual([...Array.from({ length: 5 }, () => 'Later'), 'ok']);
  expect(messages()).toEqual(['log 0', 'log 1', 'log 2']);
});

test('halves what is too large until it is taken; one log that is too large alone is refused', async () => {
  open();
  datadog.fail({ mode: 'refuse', status: 413, overBytes: 300 });
  const [huge] = logsOf(1, 'huge', 500);
  const all = [...logsOf(20), ...(huge === undefined ? [] : [huge]), ...logsOf(20, 'more')];
  expect(await sink.deliver(all, signal)).toMatchObject({
    ok: true,
    refused: [{ reason: 'SinkRefused', logs: [huge] }],
  });
  expect(new Set(messages())).toEqual(
    new Set([...logsOf(20), ...logsOf(20, 'more')].map(({ json }) => JSON.parse(json).message)),
  );
});

test('refuses for good what Datadog says is wrong, for every delivery of the request', async () => {
  open();
  datadog.fail({ mode: 'refuse', status: 400, times: 1 });
  expect(await sink.deliver(logsOf(2), signal)).toMatchObject({ refused: [{ logs: logsOf(2) }] });
  expect(await sink.deliver(logsOf(2), signal)).toEqual({ ok: true, refused: [] });
});

test('gives up with the signal, and says why', async () => {
  open();
  datadog.fail({ mode: 'serverError', status: 503 });
  const giveUp = new AbortController();
  const deliveries = [sink.deliver(logsOf(1), giveUp.signal), sink.deliver(logsOf(1), giveUp.signal)];
  await expect.poll(() => requests.length, { timeout: 30_000 }).toBeGreaterThan(2);
  giveUp.abort();
  for (const delivery of deliveries)
    expect(await delivery).toMatchObject({ ok: false, reason: 'SinkAway', message: expect.stringContaining('503') });
  expect(sink.state()).toMatchObject({ state: 'down' });
  datadog.recover();
  expect(await sink.deliver(logsOf(1, 'later'), signal)).toEqual({ ok: true, refused: [] });
  // what was on its way when it was given up may have arrived all the same
  expect(messages()).toContain('later 0');
});
