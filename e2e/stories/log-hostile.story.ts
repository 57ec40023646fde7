import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, logKeys, startLogLab } from '../lab/log-lab.ts';

// Senders that mean harm, and rules that never end: nobody else notices.

let lab: LogLab;
let replica: AppProcess;

const slowPipeline = {
  name: 'slow',
  is_enabled: true,
  filter: { query: 'service:slow' },
  processors: [
    {
      type: 'grok-parser',
      is_enabled: true,
      source: 'message',
      grok: { support_rules: '', match_rules: String.raw`endless (?=a)%{regex("(a+)+b"):letters}` },
    },
    { type: 'string-builder-processor', is_enabled: true, template: 'yes', target: 'seen' },
  ],
};

/** Backtracks without end too, but the linear engine knows all of it. */
const linearPipeline = {
  name: 'linear',
  is_enabled: true,
  filter: { query: 'service:linear' },
  processors: [
    {
      type: 'grok-parser',
      is_enabled: true,
      source: 'message',
      grok: { support_rules: '', match_rules: String.raw`nested %{regex("(a+)+"):letters}` },
    },
    { type: 'string-builder-processor', is_enabled: true, template: 'yes', target: 'seen' },
  ],
};

beforeAll(async () => {
  lab = await startLogLab('log-hostile');
  lab.writePipelines([slowPipeline, linearPipeline]);
  replica = await lab.startReplica('replica-0');
  lab.serve(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(() => lab.stop());

const port = (): number => replica.ports.http ?? 0;
const headers = { 'content-type': 'application/json', 'dd-api-key': logKeys.senderKey };

async function post(
  body: Uint8Array<ArrayBuffer> | string,
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const url = `http://127.0.0.1:${port()}/api/v2/logs`;
  const response = await fetch(url, { method: 'POST', headers: { ...headers, ...more }, body });
  await response.text();
  return response.status;
}

/** Sends a body piece by piece, up to 100 MB, until it is answered; gives the status. */
async function sendEndless(): Promise<number | undefined> {
  const target = { port: port(), host: '127.0.0.1', path: '/api/v2/logs', method: 'POST', headers };
  const endless = request(target).on('error', () => undefined);
  const answered: (number | undefined)[] = [];
  endless.once('response', (response) => answered.push(response.resume().statusCode));
  const piece = Buffer.alloc(64 * 1024, 32);
  for (let sent = 0; sent < 100 * 1024 * 1024 && answered.length === 0 && !endless.destroyed; sent += piece.length) {
    endless.write(piece);
    await turn();
  }
  await eventually(() => expect(answered).toHaveLength(1));
  endless.destroy();
  return answered[0];
}

async function expectWork(id: string): Promise<void> {
  expect(await post(JSON.stringify({ id, message: 'm' }))).toBe(202);
  await eventually(() => expect(lab.datadog.logs.list().some((log) => log['id'] === id)).toBe(true));
}

test('bombs and endless bodies are refused without being read to their end', async () => {
  const zeros = Buffer.alloc(300 * 1024 * 1024);
  expect(await post(gzipSync(zeros), { 'content-encoding': 'gzip' })).toBe(413);
  expect(await post(zstdCompressSync(zeros), { 'content-encoding': 'zstd' })).toBe(413);
  expect(await sendEndless()).toBe(413);
  await expectWork('after bombs');
});

test('strange values arrive', async () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const strange = [
    `{"id":"deep","b":${deep}}`,
    String.raw`{"id":"surrogate","message":"\ud800 and \udc00"}`,
    String.raw`{"id":"nul","message":"a\u0000b","k\u0000":1}`,
    '{"id":"proto","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    `{"id":"large","message":"${'é'.repeat(900_000)}"}`,
    `{"id":"wide",${Array.from({ length: 5000 }, (_, index) => `"key ${index}":${index}`).join(',')}}`,
  ];
  expect(await post(`[${strange.join(',')}]`)).toBe(202);
  const invalid = Buffer.concat([
    Buffer.from('{"id":"utf8","message":"'),
    Buffer.from([0xff, 0xc0, 0x80]),
    Buffer.from('"}'),
  ]);
  expect(await post(invalid)).toBe(202);
  const ids = ['deep', 'surrogate', 'nul', 'proto', 'large', 'wide', 'utf8'];
  await eventually(() => {
    const there = lab.datadog.logs.countBy((log) => String(log['id']));
    expect(ids.filter((id) => !there.has(id))).toEqual([]);
  });
});

/** A log that the slow pipeline never gets done with. */
const endlessLog = (id: string): object => ({ id, service: 'slow', message: `${'a'.repeat(60)}!b` });

test('a rule that never ends holds up its own logs only, and is switched off', async () => {
  const find = (id: string): Readonly<Record<string, unknown>> | undefined =>
    lab.datadog.logs.list().find((log) => log['id'] === id);
  expect(await lab.send([endlessLog('slow-0'), { id: 'beside', message: 'm' }])).toBe(202);
  await eventually(() => expect(find('slow-0')?.['ddtags']).toBe('dogwatch.reason:RuleTooSlow'));
  expect(find('beside')).not.toHaveProperty('ddtags');
  for (let index = 1; index < 5; index += 1) expect(await lab.send([endlessLog(`slow-${index}`)])).toBe(202);
  await eventually(() =>
    expect(replica.logs.some(({ reason, level }) => reason === 'RuleTooSlow' && level === 'error')).toBe(true),
  );
  expect(await lab.send([endlessLog('slow-after')])).toBe(202);
  await eventually(() => expect(find('slow-after')).toMatchObject({ seen: 'yes' }));
  expect(await replica.metricsText()).toMatch(/^log_preprocessor_rules_disabled 1$/m);
});

test('a rule that only backtracks goes on in linear time', async () => {
  const log = { id: 'linear', service: 'linear', message: `${'a'.repeat(5000)}!` };
  expect(await lab.send([log])).toBe(202);
  await eventually(() => {
    const arrived = lab.datadog.logs.list().find(({ id }) => id === 'linear');
    expect(arrived).toMatchObject({ seen: 'yes' });
    expect(arrived).not.toHaveProperty('letters');
    expect(arrived).not.toHaveProperty('ddtags');
  });
});

test('while slow logs are at work, probes and other senders are answered', async () => {
  // rules that were switched off are on again with other pipelines
  lab.writePipelines([slowPipeline]);
  await eventually(async () => expect(await replica.metricsText()).toMatch(/^log_preprocessor_pipelines 1$/m));
  const slow = Array.from({ length: 4 }, (_, index) => ({
    id: `busy-${index}`,
    service: 'slow',
    message: `${'a'.repeat(60)}!b`,
  }));
  expect(await Promise.all(slow.map((log) => lab.send([log])))).toEqual([202, 202, 202, 202]);
  const others = Array.from({ length: 20 }, (_, index) => lab.send([{ id: `other-${index}`, message: 'm' }]));
  const probes = Array.from({ length: 20 }, () => replica.probe('/livez'));
  expect(new Set(await Promise.all(others))).toEqual(new Set([202]));
  expect(new Set((await Promise.all(probes)).map(({ status }) => status))).toEqual(new Set([200]));
  await eventually(() => {
    const there = lab.datadog.logs.list();
    const find = (id: string): Readonly<Record<string, unknown>> | undefined => there.find((log) => log['id'] === id);
    for (const { id } of slow) expect(find(id)?.['ddtags']).toBe('dogwatch.reason:RuleTooSlow');
    for (let index = 0; index < 20; index += 1) expect(find(`other-${index}`)).not.toHaveProperty('ddtags');
  });
});

test('silent connections and noise keep nobody from working', async () => {
  const silent: Socket[] = Array.from({ length: 200 }, () => connect(port(), '127.0.0.1'));
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  for (const socket of silent)
    socket.on('error', () => undefined).write('POST /api/v2/logs HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
  await expectWork('beside silent ones');
  for (const socket of silent) socket.destroy();
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const statuses = new Set<number>();
  for (let round = 0; round < 500; round += 1) {
    const noise = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
    const encoding = ['identity', 'gzip', 'deflate', 'zstd', 'br'][random(5)] ?? '';
    statuses.add(
      await post(noise, {
        'content-encoding': encoding,
        'content-type': ['application/json', 'text/plain', 'x/y'][random(3)] ?? '',
      }),
    );
  }
  expect([...statuses].filter((status) => status !== 202 && status !== 400)).toEqual([]);
  await expectWork('after noise');
});

test('memory is bounded, and no key is in any log line', async () => {
  const [, bytes = ''] = /^process_resident_memory_bytes (\d+)$/m.exec(await replica.metricsText()) ?? [];
  expect(Number(bytes)).toBeGreaterThan(0);
  expect(Number(bytes)).toBeLessThan(900 * 1024 * 1024);
  for (const key of Object.values(logKeys)) expect(JSON.stringify(replica.logs)).not.toContain(key);
});
