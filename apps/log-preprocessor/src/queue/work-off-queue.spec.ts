import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsReceivedSubject, printSubject } from '@dogwatch/messages';
import type { StreamHandler, StreamVerdict } from '@dogwatch/nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLineSink } from '../sinks/line-sink.js';
import { createTestProcessor } from '../testing/create-test-processor.js';
import { keepInFile } from './dead-letters.js';
import { createQueueWorker, type WorkOptions } from './work-off-queue.js';

let folder: string;
const subject = printSubject('dogwatch', logsReceivedSubject, { service: 'shop' });
const batch = '{"receivedAtMillis":1,"defaults":{},"logs":[{"message":"a"},"b"]}';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogwatch-worker-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');

function createWorker(options: Partial<WorkOptions> = {}): StreamHandler {
  return createQueueWorker({
    root: 'dogwatch',
    processBatch: createTestProcessor().process,
    sink: createLineSink(join(folder, 'sink')),
    deadLetters: keepInFile(join(folder, 'letters'), 10_000),
    maxDeliveries: 3,
    signal: new AbortController().signal,
    nowMillis: () => 5,
    onRefused: () => undefined,
    onProcessed: () => undefined,
    ...options,
  });
}

const handle = (worker: StreamHandler, data: string, more: object = {}): Promise<StreamVerdict> =>
  worker({ subject, data: Buffer.from(data), deliveryCount: 1, receivedAtMillis: 1, ...more });

test('a batch is done when its logs are in the sink', async () => {
  const processed: number[] = [];
  const worker = createWorker({ onProcessed: (count) => processed.push(count) });
  expect(await handle(worker, batch)).toEqual({ kind: 'done' });
  expect(read('sink').trimEnd().split('\n')).toHaveLength(2);
  expect(processed).toEqual([2]);
});

test('what others publish on their own subjects is like the body of a request', async () => {
  expect(await handle(createWorker(), 'one\ntwo', { subject: 'raw.logs' })).toEqual({ kind: 'done' });
  expect(await handle(createWorker(), '{"message":"three"}', { subject: 'raw.logs' })).toEqual({ kind: 'done' });
  expect(read('sink')).toMatch(/"one"[^]*"two"[^]*"three"/);
});

test('what is no batch, or comes back too often, is kept aside', async () => {
  expect(await handle(createWorker(), 'no batch')).toEqual({ kind: 'done' });
  expect(await handle(createWorker(), batch, { deliveryCount: 4 })).toEqual({ kind: 'done' });
  expect(read('sink')).toBe('');
  const letters = read('letters')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(letters).toMatchObject([
    { reason: 'UnreadableBatch', logs: ['no batch'] },
    { reason: 'TooManyDeliveries', logs: [{ message: 'a' }, 'b'] },
  ]);
});

test('a batch comes again while there are no pipelines, no sink, or no room for dead letters', async () => {
  const noPipelines = { ok: false, reason: 'NoPipelines', message: 'none' } as const;
  const waiting = createWorker({ processBatch: () => Promise.resolve(noPipelines) });
  expect(await handle(waiting, batch)).toMatchObject({ kind: 'again' });
  const away = createWorker({ sink: createLineSink('/nonexistent/folder/sink') });
  expect(await handle(away, batch)).toMatchObject({ kind: 'again' });
  const full = createWorker({ deadLetters: keepInFile(join(folder, 'letters'), 1) });
  expect(await handle(full, 'no batch')).toMatchObject({ kind: 'again' });
});
