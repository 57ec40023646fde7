import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { LogBatch } from '../intake/log-batch.js';
import { createKeyCheck } from '../intake/api-keys.js';
import { type LogRefusal, refuseLogs } from '../reasons.js';
import { createLineSplitter } from './line-splitter.js';
import { type LineListener, listenForLines, type ListenOptions } from './listen-lines.js';

const key = '0123456789abcdef0123456789abcdef';
let listener: LineListener | undefined;
let lines: unknown[];
let refused: string[];

afterEach(async () => {
  await listener?.stop();
});

async function listen(options: Partial<ListenOptions> = {}): Promise<Socket> {
  lines = [];
  refused = [];
  listener = await listenForLines({
    port: 0,
    host: '127.0.0.1',
    accept: async (batch: LogBatch) => {
      lines.push(...JSON.parse(batch.logsJson));
      return { ok: true };
    },
    checkKey: createKeyCheck([]),
    maxConnections: 2,
    maxHeldBytes: 1000,
    idleMillis: 60_000,
    nowMillis: () => 1,
    onLines: () => undefined,
    onRefused: (reason, _, count) => refused.push(`${reason} ${count}`),
    ...options,
  });
  const socket = connect(listener.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('takes lines with or without a key, in any pieces', async () => {
  const socket = await listen();
  socket.write(`${key} one\r\n<34>Oct 11 22:14:15 host su: tw`);
  socket.write('o\n\n{"message":"three"}\n');
  socket.end('the last');
  await expect
    .poll(() => lines, { timeout: 30_000 })
    .toEqual([
      'one',
      {
        message: 'two',
        syslog: { facility: 4, severity: 2, timestamp: 'Oct 11 22:14:15', hostname: 'host', appname: 'su' },
      },
      '{"message":"three"}',
      'the last',
    ]);
});

test('takes only lines with an accepted key', async () => {
  const socket = await listen({ checkKey: createKeyCheck([key, 'of-another_shape']) });
  socket.end(`nothing\n${'f'.repeat(32)} wrong\n${key} right\nof-another_shape right  too\n`);
  await expect.poll(() => lines, { timeout: 30_000 }).toEqual(['right', 'right  too']);
  expect(refused).toEqual(['KeyMissing 1', 'KeyRefused 1']);
});

test('offers lines again until they are safe, and reads no further meanwhile', async () => {
  const answers: ({ ok: true } | LogRefusal)[] = [refuseLogs('QueueFull', 'full', 1), { ok: true }];
  let offered = 0;
  const socket = await listen({
    accept: async () => {
      offered += 1;
      return answers.shift() ?? { ok: true };
    },
  });
  socket.end('a\n');
  await expect.poll(() => offered, { timeout: 30_000 }).toBe(2);
  expect(refused).toEqual([]);
});

test('lines that do not end are no more in memory than allowed, of all connections together', async () => {
  const first = await listen();
  const second = connect(listener?.port ?? 0, '127.0.0.1');
  await once(second, 'connect');
  first.write('x'.repeat(600));
  second.resume().write('y'.repeat(300));
  second.write('y\nz');
  await expect.poll(() => lines, { timeout: 30_000 }).toEqual(['y'.repeat(301)]);
  second.write('z'.repeat(600));
  await once(second, 'close');
  expect(refused).toEqual(['Busy 1']);
  first.end('\n');
  await expect.poll(() => lines.length, { timeout: 30_000 }).toBe(2);
  const third = connect(listener?.port ?? 0, '127.0.0.1');
  third.end('w'.repeat(900));
  await expect.poll(() => lines.length, { timeout: 30_000 }).toBe(3);
});

test('a silent connection is closed', async () => {
  const socket = await listen({ idleMillis: 20 });
  await once(socket.resume(), 'close');
  expect(lines).toEqual([]);
});

test('a line that does not end is cut, and nothing is held beyond that', () => {
  const splitter = createLineSplitter(4);
  expect(splitter.heldBytes).toBe(0);
  expect(splitter.push(Buffer.from('abcdefghij\nk'))).toEqual(['abcd', 'efgh', 'ij']);
  expect(splitter.push(Buffer.from('l\r\n'))).toEqual(['kl']);
  expect(splitter.end()).toEqual([]);
  expect(splitter.push(Buffer.from('mn'))).toEqual([]);
  expect(splitter.heldBytes).toBe(2);
  expect(splitter.end()).toEqual(['mn']);
  expect(splitter.heldBytes).toBe(0);
});

test('a line that comes byte by byte is whole in the end', () => {
  const splitter = createLineSplitter(5000);
  const text = Array.from({ length: 3000 }, (_, at) => at % 10).join('');
  for (const character of text) expect(splitter.push(Buffer.from(character))).toEqual([]);
  expect(splitter.push(Buffer.from('\n'))).toEqual([text]);
});
