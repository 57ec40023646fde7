import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { logsReceivedSubject } from '@dogwatch/messages';
import { connectNats } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { pipelineOf } from './testing/create-test-processor.js';
import { datadogKey, startTestPreprocessor, type TestPreprocessor } from './testing/start-preprocessor.js';

let running: TestPreprocessor | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<TestPreprocessor> {
  running = await startTestPreprocessor(env);
  return running;
}

test('takes logs, preprocesses them and says 202 when Datadog has them', async () => {
  const { post, datadog, readyz, metrics, lines } = await start({
    DD_LOG_PREPROCESSOR_PREPROCESSING: '{"host":["server"]}',
  });
  const answer = await post(
    '/api/v2/logs?ddtags=env:prod&ddsource=shop',
    JSON.stringify([
      { message: 'order 17', server: 'web-1', severity: 'ERR', timestamp: 1_700_000_000_000, ddtags: 'team:a' },
      { message: '{"server":"web-2","level":"warning","dd":{"trace_id":"42"},"message":"inner"}', status: 'info' },
      'a line',
    ]),
  );
  expect(answer).toMatchObject({ status: 202, text: '{}' });
  expect(datadog.logs.list()).toMatchObject([
    {
      message: 'order 17',
      hostname: 'web-1',
      status: 'error',
      timestamp: 1_700_000_000_000,
      ddtags: 'team:a,env:prod',
    },
    { message: 'inner', hostname: 'web-2', status: 'warn', dd: { trace_id: '42' }, ddsource: 'shop' },
    { message: 'a line', ddsource: 'shop', timestamp: expect.any(Number) },
  ]);
  expect(await readyz()).toMatchObject({ status: 'ok' });
  expect(await metrics()).toContain('log_preprocessor_logs_processed 3');
  expect(lines.join('')).not.toContain(datadogKey);
});

test('answers as Datadog does, in each form', async () => {
  const { post, url } = await start({ DD_LOG_PREPROCESSOR_API_KEYS: 'key-1,key-2' });
  const key = { 'dd-api-key': 'key-2' };
  expect(await post('/api/v2/logs', '{"message":"a"}', key)).toMatchObject({ status: 202, text: '{}' });
  expect(await post('/v1/input', '{"message":"a"}', key)).toMatchObject({ status: 200, text: '{}' });
  expect(await post('/v1/input/key-1', '{"message":"a"}')).toMatchObject({ status: 200 });
  expect(await post('/v1/logs', '{}', key)).toMatchObject({ status: 200, text: '{}' });
  const missing = await post('/api/v2/logs', '{}');
  expect([missing.status, JSON.parse(missing.text)]).toEqual([
    401,
    { errors: [{ status: '401', title: 'Unauthorized', detail: 'KeyMissing: the request has no API key' }] },
  ]);
  expect((await post('/api/v2/logs', '{}', { 'dd-api-key': 'key-3' })).status).toBe(403);
  const bad = await post('/v1/input', '{"a":', key);
  expect([bad.status, JSON.parse(bad.text)]).toMatchObject([
    400,
    { code: 400, message: expect.stringMatching(/^BadBody: /) },
  ]);
  const many = JSON.stringify(Array.from({ length: 1001 }, () => 'x'));
  expect((await post('/api/v2/logs', many, key)).status).toBe(413);
  expect((await post('/elsewhere', '{}', key)).status).toBe(404);
  expect((await fetch(`${url}/api/v2/logs`)).status).toBe(405);
});

test('takes lines and every encoding, and is not filled by a bomb', async () => {
  const { post, datadog } = await start();
  const body = JSON.stringify([{ message: 'packed' }]);
  const text = { 'content-type': 'text/plain' };
  expect((await post('/api/v2/logs?service=shop&host=h', 'one\r\ntwo\n\n', text)).status).toBe(202);
  for (const [encoding, bytes] of [
    ['gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', Buffer.from(body)],
  ] as const)
    expect((await post('/api/v2/logs', bytes, { 'content-encoding': encoding })).status).toBe(202);
  expect(datadog.logs.list()).toMatchObject([
    { message: 'one', service: 'shop', hostname: 'h' },
    { message: 'two', service: 'shop', hostname: 'h' },
    ...Array.from({ length: 4 }, () => ({ message: 'packed' })),
  ]);
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32));
  expect((await post('/api/v2/logs', bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  expect((await post('/api/v2/logs', 'no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await post('/api/v2/logs', body, { 'content-encoding': 'br' })).status).toBe(400);
});

test('cuts what is too large, and takes what is strange', async () => {
  const { post, datadog, metrics } = await start();
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const strange = `[{"message":"${'x'.repeat(2_000_000)}"},{"__proto__":{"x":1},"message":"p\\u0000\\ud800"},${deep}]`;
  expect((await post('/api/v2/logs', strange)).status).toBe(202);
  const [cut, proto] = datadog.logs.list();
  expect(JSON.stringify(cut).length).toBeLessThanOrEqual(1_000_100);
  expect(Object.keys(proto ?? {})).toContain('__proto__');
  expect(datadog.logs.count()).toBe(3);
  const invalid = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
  expect((await post('/api/v2/logs', invalid)).status).toBe(202);
  expect(await metrics()).toContain('log_preprocessor_requests_cut 1');
});

test('without a queue, says 503 while the sink is away and 400 for what it will never take', async () => {
  const { post, datadog } = await start({ DD_LOG_PREPROCESSOR_ACCEPT_TIMEOUT: '1' });
  datadog.fail({ mode: 'serverError', status: 500, id: 'away' });
  const away = await post('/api/v2/logs', '{"message":"a"}');
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
  datadog.recover();
  datadog.fail({ mode: 'refuse', status: 400, times: 1 });
  expect((await post('/api/v2/logs', '{"message":"b"}')).status).toBe(400);
  expect((await post('/api/v2/logs', '{"message":"c"}')).status).toBe(202);
  expect(datadog.logs.list()).toMatchObject([{ message: 'c' }]);
});

/** Writes its name behind those of the pipelines before it. */
const named = (name: string): Readonly<Record<string, unknown>> => ({
  id: name,
  ...pipelineOf({
    type: 'string-builder-processor',
    template: `%{by}${name}`,
    is_replace_missing: true,
    target: 'by',
  }),
});

test('runs the pipelines that Datadog has, in its order, and follows them', async () => {
  const { datadog, post, readyz, service, stop } = await startTestPreprocessor({
    DD_LOG_PREPROCESSOR_PIPELINES_FROM: 'datadog',
    DD_LOG_PREPROCESSOR_PIPELINES_POLL: '0.1',
    DD_APP_KEY: 'a1',
  });
  onTestFinished(stop);
  datadog.pipelines.add(named('x'), named('y'));
  datadog.pipelines.reorder(['y', 'x']);
  await expect.poll(readyz, { timeout: 30_000 }).toMatchObject({ status: 'ok' });
  await expect
    .poll(
      async () => {
        await post('/api/v2/logs', '{"message":"m"}');
        return datadog.logs.list().at(-1)?.['by'];
      },
      { timeout: 30_000 },
    )
    .toBe('yx');
  datadog.fail({ mode: 'serverError', path: '/api/v1/logs' });
  await expect.poll(async () => JSON.stringify(await readyz()), { timeout: 30_000 }).toContain('cannot be read');
  expect(await readyz()).toMatchObject({ status: 'ok' });
  expect(service.context.config.pipelinesFrom).toBe('datadog');
});

test('writes into a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'logs.ndjson');
  const { post } = await start({ DD_LOG_PREPROCESSOR_SINK: 'file', DD_LOG_PREPROCESSOR_SINK_PATH: path });
  expect((await post('/api/v2/logs', '{"message":"a"}')).status).toBe(202);
  expect(readFileSync(path, 'utf8')).toMatch(/^\{"message":"a","timestamp":\d+\}\n$/);
});

test('takes lines over TCP and batches over NATS', async () => {
  const { datadog, broker, lines } = await start({ DD_LOG_PREPROCESSOR_TCP_PORT: '0' });
  const port = Number(/"port":(\d+).*The TCP intake listens/.exec(lines.join(''))?.[1]);
  connect(port, '127.0.0.1').end('over TCP\n');
  await expect.poll(() => datadog.logs.list(), { timeout: 30_000 }).toMatchObject([{ message: 'over TCP' }]);
  const link = connectNats({ servers: broker.url, name: 'sender', log: silentLogger });
  onTestFinished(() => link.stop());
  await link.connected();
  await expect
    .poll(
      () => {
        const batch = { receivedAtMillis: 1, defaults: { service: 'shop' }, logs: ['over NATS'] };
        link.publishJson(logsReceivedSubject, { service: 'shop' }, batch);
        return datadog.logs.list().at(-1);
      },
      { timeout: 30_000 },
    )
    .toMatchObject({ message: 'over NATS', service: 'shop' });
});

test('is not ready without pipelines, and says which one is broken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'p.json'),
    '[{"name":"broken one","is_enabled":true,"processors":[{"type":"none such"}]}]',
  );
  const { post, readyz } = await start({ DD_LOG_PREPROCESSOR_PIPELINES: folder });
  await expect.poll(async () => (await readyz()).message, { timeout: 30_000 }).toContain('broken one (p.json)');
  expect(await readyz()).toMatchObject({ status: 'notReady', reason: 'NoPipelines' });
  expect((await post('/api/v2/logs', '{"message":"a"}')).status).toBe(503);
});
