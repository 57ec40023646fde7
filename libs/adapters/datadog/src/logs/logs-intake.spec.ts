import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { createScrubber } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogsCompression } from './compress-body.js';
import { createPipelinesReader } from './list-pipelines.js';
import { createLogsIntake, type LogsIntake } from './logs-intake.js';

let datadog: DatadogSimulator;
const open: { close(): Promise<void> }[] = [];
const { signal } = new AbortController();

beforeEach(async () => {
  datadog = await startDatadogSimulator({ apiKeys: ['k1'] });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await datadog.stop();
});

function client(compression: LogsCompression = 'gzip', apiKey = 'k1', url = datadog.url): LogsIntake {
  const proxy = { noProxy: [] };
  const intake = createLogsIntake({
    url,
    apiKey: () => apiKey,
    compression,
    proxy,
    userAgent: 'test',
    scrubber: createScrubber(),
    timeoutMillis: 500,
  });
  open.push(intake);
  return intake;
}

const items = Array.from({ length: 100 }, (_, index) => JSON.stringify({ message: `log number ${index}` }));

test.each(['gzip', 'zstd', 'none'] as const)('sends logs, packed by %s', async (compression) => {
  expect(await client(compression).send({ items, signal })).toEqual({ ok: true });
  expect(datadog.logs.list()).toEqual(items.map((item) => JSON.parse(item)));
});

test('tells what to do about an answer', async () => {
  expect(await client('gzip', 'other').send({ items, signal })).toMatchObject({
    reason: 'KeyRefused',
    httpStatus: 403,
  });
  expect(await client('gzip', '').send({ items, signal })).toMatchObject({ reason: 'KeyRefused' });
  datadog.fail({ mode: 'refuse', status: 429, retryAfterSeconds: 7, times: 1 });
  expect(await client().send({ items, signal })).toMatchObject({ reason: 'Later', retryAfterSeconds: 7 });
  datadog.fail({ mode: 'refuse', status: 413, times: 1 });
  expect(await client().send({ items, signal })).toMatchObject({ reason: 'TooLarge' });
  datadog.fail({ mode: 'refuse', status: 422, times: 1 });
  expect(await client().send({ items, signal })).toMatchObject({ reason: 'Refused', httpStatus: 422 });
  datadog.fail({ mode: 'serverError', status: 500, times: 1 });
  expect(await client().send({ items, signal })).toMatchObject({ reason: 'Later', httpStatus: 500 });
  datadog.fail({ mode: 'hang', times: 1 });
  expect(await client().send({ items, signal })).toMatchObject({
    reason: 'Later',
    message: expect.stringMatching(/in time/),
  });
  expect(await client('gzip', 'k1', 'http://127.0.0.1:1').send({ items, signal })).toMatchObject({ reason: 'Later' });
  expect(datadog.logs.count()).toBe(0);
});

test('reads pipelines in their order', async () => {
  const endpoint = { name: 'simulator', baseUrl: datadog.url, apiKey: 'k1', appKey: 'a1' };
  const reader = createPipelinesReader({
    endpoint: () => endpoint,
    proxy: { noProxy: [] },
    userAgent: 'test',
    scrubber: createScrubber(),
  });
  open.push(reader);
  expect(await reader.list(signal)).toEqual({ ok: true, pipelines: [] });
  datadog.pipelines.add({ id: 'a', name: 'one' }, { id: 'b', name: 'two' });
  datadog.pipelines.reorder(['b', 'a']);
  expect(await reader.list(signal)).toMatchObject({ ok: true, pipelines: [{ name: 'two' }, { name: 'one' }] });
  datadog.fail({ mode: 'serverError', times: 1 });
  expect(await reader.list(signal)).toMatchObject({ ok: false });
});
