import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type DatadogSimulator, startDatadogSimulator } from '../simulator.js';

const running: DatadogSimulator[] = [];
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

async function start(options: Parameters<typeof startDatadogSimulator>[0] = {}): Promise<DatadogSimulator> {
  const simulator = await startDatadogSimulator(options);
  running.push(simulator);
  return simulator;
}

function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'dd-api-key': 'k1', ...headers },
  });
}

test('takes JSON, text and compressed bodies, and tells what it took and how often', async () => {
  const simulator = await start();
  const { url, logs } = simulator;
  const batches: number[] = [];
  logs.onLogs((taken) => batches.push(taken.length));
  const answer = await post(
    `${url}/api/v2/logs?ddtags=env:a&service=shop`,
    '[{"message":"a","service":"own"},{"message":"b"}]',
  );
  expect([answer.status, await answer.json()]).toEqual([202, {}]);
  await post(`${url}/api/v2/logs`, gzipSync('{"message":"c"}'), { 'content-encoding': 'gzip' });
  await post(`${url}/api/v2/logs`, zstdCompressSync('{"message":"c"}'), { 'content-encoding': 'zstd' });
  const old = await post(`${url}/v1/input/k1`, 'd\ne\n', { 'content-type': 'text/plain', 'dd-api-key': '' });
  expect([old.status, await old.json()]).toEqual([200, {}]);
  expect(logs.list()).toMatchObject([
    { message: 'a', service: 'own', ddtags: 'env:a' },
    { message: 'b', service: 'shop' },
    ...['c', 'c', 'd', 'e'].map((message) => ({ message })),
  ]);
  expect(batches).toEqual([2, 1, 1, 2]);
  expect(logs.countBy(({ message }) => String(message)).get('c')).toBe(2);
  const seen: unknown = await (await fetch(`${url}/simulator/logs?last=1`)).json();
  expect(seen).toMatchObject({ total: 6, logs: [{ message: 'e' }] });
});

test('refuses what Datadog refuses, in its form', async () => {
  const { url } = await start({ apiKeys: ['k1'] });
  const v2 = `${url}/api/v2/logs`;
  const bad = await post(v2, '{');
  expect([bad.status, await bad.json()]).toMatchObject([400, { errors: [{ status: '400', title: 'Bad Request' }] }]);
  expect((await post(v2, '{}', { 'dd-api-key': '' })).status).toBe(401);
  expect((await post(v2, '{}', { 'dd-api-key': 'other' })).status).toBe(403);
  expect((await post(v2, JSON.stringify(Array.from({ length: 1001 }, () => 'x')))).status).toBe(413);
  expect((await post(v2, JSON.stringify('x'.repeat(5_000_001)))).status).toBe(413);
  expect((await post(v2, 'no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  const old = await post(`${url}/v1/input`, '{');
  expect([old.status, await old.json()]).toMatchObject([400, { code: 400 }]);
});

test('can be told to refuse, only what is large or everything', async () => {
  const simulator = await start();
  const v2 = `${simulator.url}/api/v2/logs`;
  simulator.fail({ mode: 'refuse', status: 413, overBytes: 20 });
  expect((await post(v2, '{"message":"a"}')).status).toBe(202);
  expect((await post(v2, '{"message":"larger than that"}')).status).toBe(413);
  simulator.recover();
  simulator.fail({ mode: 'refuse', status: 429, retryAfterSeconds: 7, times: 1 });
  const limited = await post(v2, '{}');
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await post(v2, '{}')).status).toBe(202);
});

test('keeps pipelines and their order', async () => {
  const { url, pipelines } = await start();
  const ask = async (method: string, path: string, body?: unknown): Promise<readonly [number, unknown]> => {
    const headers = { 'dd-api-key': 'a', 'dd-application-key': 'b', 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/logs/config${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  };
  pipelines.add({ id: 'p1', name: 'one' }, { id: 'p2', name: 'two' });
  expect(await ask('POST', '/pipelines', { name: 'three', filter: { query: '*' } })).toMatchObject([
    200,
    { type: 'pipeline' },
  ]);
  expect(await ask('POST', '/pipelines', {})).toMatchObject([400, { error: { message: 'Invalid Pipeline' } }]);
  expect(await ask('PUT', '/pipeline-order', { pipeline_ids: ['p2'] })).toMatchObject([422, {}]);
  const ids = ['p2', 'pipeline-3', 'p1'];
  expect(await ask('PUT', '/pipeline-order', { pipeline_ids: ids })).toEqual([200, { pipeline_ids: ids }]);
  expect(await ask('GET', '/pipeline-order')).toEqual([200, { pipeline_ids: ids }]);
  expect(await ask('PUT', '/pipelines/p1', { name: 'renamed' })).toMatchObject([200, { id: 'p1', name: 'renamed' }]);
  expect((await ask('DELETE', '/pipelines/p2'))[0]).toBe(200);
  expect((await ask('GET', '/pipelines/p2'))[0]).toBe(404);
  expect(await ask('GET', '/pipelines')).toMatchObject([200, [{ name: 'three' }, { name: 'renamed' }]]);
});
