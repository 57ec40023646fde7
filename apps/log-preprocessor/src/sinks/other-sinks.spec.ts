import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsProcessed, type LogsProcessed, logsProcessedSubject } from '@dogwatch/messages';
import { connectNats, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import { createLineSink } from './line-sink.js';
import { createNatsSink } from './nats-sink.js';

const { signal } = new AbortController();
const logs = ['a', 'b', 'a'].map((service, index) => ({ json: `{"message":"${index}"}`, service }));

test('a file gets a line for each log, at its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'out.ndjson');
  const sink = createLineSink(path);
  await sink.deliver(logs, signal);
  expect(await sink.deliver(logs.slice(0, 1), signal)).toEqual({ ok: true, refused: [] });
  await sink.stop();
  expect(readFileSync(path, 'utf8')).toBe('{"message":"0"}\n{"message":"1"}\n{"message":"2"}\n{"message":"0"}\n');
});

test('a file that cannot be written is told', async () => {
  const sink = createLineSink('/nonexistent/folder/out');
  expect(await sink.deliver(logs, signal)).toMatchObject({ ok: false, reason: 'SinkAway' });
  expect(sink.state()).toMatchObject({ state: 'down' });
});

test('NATS gets a message for each service', async () => {
  const broker = await startEmbeddedBroker({ port: 0 });
  onTestFinished(() => broker.stop());
  const link = connectNats({ servers: broker.url, name: 'test', log: silentLogger });
  onTestFinished(() => link.stop());
  const received: [string, LogsProcessed][] = [];
  const subscription = link.subscribeJson(logsProcessedSubject, logsProcessed, (payload, { keys }) => {
    received.push([keys.service, payload]);
  });
  await subscription.ready();
  const sink = createNatsSink({ link, stream: undefined });
  expect(await sink.deliver(logs, signal)).toEqual({ ok: true, refused: [] });
  await expect.poll(() => received.length, { timeout: 30_000 }).toBe(2);
  expect(received).toEqual([
    ['a', { logs: [{ message: '0' }, { message: '2' }] }],
    ['b', { logs: [{ message: '1' }] }],
  ]);
});
