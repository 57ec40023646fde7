import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { createScrubber } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatadogObjects, type DatadogObjects, type ObjectCall } from './datadog-objects.js';

const keys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) };
const collection = '/api/v1/logs/config/pipelines';
const list: ObjectCall = { method: 'GET', path: collection, endpoint: `GET ${collection}` };

let datadog: DatadogSimulator;
let objects: DatadogObjects;
let calls: string[];

function open(endpoint: { apiKey: string; appKey: string } | undefined = keys, maxWaitMillis = 10_000): DatadogObjects {
  return createDatadogObjects({
    endpoint: () => endpoint && { name: 'main', baseUrl: datadog.url, ...endpoint },
    proxy: { noProxy: [] },
    userAgent: 'test',
    scrubber: createScrubber(),
    timeoutMillis: 500,
    maxWaitMillis,
    onCall: ({ endpoint: called, answer }) => void calls.push(`${called} ${answer.status}`),
  });
}

beforeEach(async () => {
  calls = [];
  datadog = await startDatadogSimulator({ apiKeys: [keys.apiKey], applicationKeys: [keys.appKey] });
  objects = open();
});

afterEach(async () => {
  await objects.close();
  await datadog.stop();
});

test('objects are created, changed, read and deleted', async () => {
  const made = await objects.call({ ...list, method: 'POST', endpoint: `POST ${collection}`, body: { name: 'one' } });
  expect(made).toMatchObject({ status: 200, body: { name: 'one' } });
  const { id } = made.body as { id: string };
  const item = { path: `${collection}/${id}` };
  const put = await objects.call({ ...item, method: 'PUT', endpoint: `PUT ${collection}/{id}`, body: { name: 'two' } });
  expect(put).toMatchObject({ status: 200, body: { name: 'two' } });
  expect((await objects.call(list)).body).toHaveLength(1);
  await objects.call({ ...item, method: 'DELETE', endpoint: `DELETE ${collection}/{id}` });
  expect(await objects.call({ ...item, method: 'GET', endpoint: `GET ${collection}/{id}` })).toMatchObject({
    status: 404,
    body: { errors: ['Not found'] },
  });
  expect(calls).toContain(`DELETE ${collection}/{id} 200`);
});

test('a failure is a value: no answer, a broken connection, wrong keys, no keys', async () => {
  const hang = datadog.fail({ mode: 'hang' });
  expect(await objects.call(list)).toEqual({ status: 0, body: 'no whole answer within 0.5 s' });
  datadog.recover(hang);
  datadog.fail({ mode: 'reset', times: 1 });
  expect((await objects.call(list)).status).toBe(0);
  const refused = open({ ...keys, apiKey: 'wrong' });
  expect((await refused.call(list)).status).toBe(403);
  await refused.close();
  const without = createDatadogObjects({
    endpoint: () => undefined,
    proxy: { noProxy: [] },
    userAgent: 'test',
    scrubber: createScrubber(),
  });
  expect(await without.call(list)).toMatchObject({ status: 401 });
  await without.close();
});

test('a call that Datadog refuses for its rate has the others of its endpoint wait, and says for how long', async () => {
  const impatient = open(keys, 100);
  datadog.fail({ mode: 'rateLimited', resetSeconds: 60, times: 1 });
  expect(await impatient.call(list)).toMatchObject({ status: 429, retryAfterSeconds: 60 });
  const seen = datadog.calls.count();
  expect(await impatient.call(list)).toMatchObject({ status: 429 });
  expect(datadog.calls.count()).toBe(seen);
  await impatient.close();
});

test('an error body that repeats a key is scrubbed', async () => {
  datadog.fail({ mode: 'html', status: 502 });
  const answer = await objects.call(list);
  expect(answer.status).toBe(502);
  expect(JSON.stringify(answer)).not.toContain(keys.apiKey);
});

test('a call that waits is given up with its signal', async () => {
  datadog.fail({ mode: 'rateLimited', resetSeconds: 5, times: 1 });
  await objects.call(list);
  const ending = new AbortController();
  const waiting = objects.call({ ...list, signal: ending.signal });
  ending.abort();
  expect(await waiting).toEqual({ status: 0, body: 'the call was given up' });
});
