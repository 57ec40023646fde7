import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsProcessed, type LogsProcessed, logsProcessedSubject } from '@dogwatch/messages';
import { connectNats, type DurableStream, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import { createLineSink } from './line-sink.js';
import { createNatsSink } from './nats-sink.js';

const { signal } = new AbortController();

/** A link and a stream of which only what a sink needs is there. */
function createStoringLink(store: (subject: string) => ReturnType<DurableStream['store']>) {
  const stream: DurableStream = {
    name: 'test',
    store: ({ subject }) => store(subject),
    consume: () => expect.unreachable(),
    facts: () => expect.unreachable(),
  };
  const link = {
    root: 'dogwatch',
    maxPayloadBytes: () => 1_000_000,
    publishJson: () => expect.unreachable(),
    state: () => expect.unreachable(),
  };
  return { link, stream };
}

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

test('a file that cannot be written is told, and written once it can be', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sink = createLineSink(join(folder, 'missing', 'out'));
  expect(await sink.deliver(logs, signal)).toMatchObject({ ok: false, reason: 'SinkAway' });
  expect(sink.state()).toMatchObject({ state: 'down' });
  mkdirSync(join(folder, 'missing'));
  expect(await sink.deliver(logs, signal)).toEqual({ ok: true, refused: [] });
  expect(sink.state()).toEqual({ state: 'up' });
  await sink.stop();
});

test('what NATS has not taken when time is up is not safe, whatever else it takes then', async () => {
  const giveUp = new AbortController();
  const away = { ok: false, reason: 'Disconnected', message: 'gone' } as const;
  const stuck = Promise.withResolvers<typeof away>();
  const taken = Promise.withResolvers<{ readonly ok: true; readonly value: 'stored' }>();
  const { link, stream } = createStoringLink((subject) => (subject.endsWith('.a') ? stuck.promise : taken.promise));
  const delivered = createNatsSink({ link, stream }).deliver(logs, giveUp.signal);
  giveUp.abort();
  stuck.resolve(away);
  await stuck.promise;
  taken.resolve({ ok: true, value: 'stored' });
  expect(await delivered).toEqual({ ok: false, reason: 'SinkAway', message: 'Disconnected: gone' });
});

test('NATS that is away has taken nothing', async () => {
  const link = connectNats({ servers: 'nats://127.0.0.1:1', name: 'test', log: silentLogger });
  onTestFinished(() => link.stop());
  const sink = createNatsSink({ link, stream: undefined });
  expect(await sink.deliver(logs, AbortSignal.abort())).toMatchObject({ ok: false, reason: 'SinkAway' });
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
  const exact = { json: '{"id":9007199254740993}', service: 'c' };
  const texts: string[] = [];
  link.connection?.subscribe('dogwatch.v1.log.processed.c', {
    callback: (_, message) => void texts.push(message.string()),
  });
  expect(await sink.deliver([...logs, exact], signal)).toEqual({ ok: true, refused: [] });
  await expect.poll(() => received.length, { timeout: 30_000 }).toBe(3);
  expect(texts).toEqual(['{"logs":[{"id":9007199254740993}]}']);
  received.pop();
  expect(received).toEqual([
    ['a', { logs: [{ message: '0' }, { message: '2' }] }],
    ['b', { logs: [{ message: '1' }] }],
  ]);
});
