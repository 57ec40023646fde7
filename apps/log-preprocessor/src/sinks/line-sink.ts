import { createWriteStream, type WriteStream } from 'node:fs';
import type { OutgoingLog } from '../process/print-item.js';
import { delivered, type Sink } from './sink.js';

type LineStream = WriteStream | NodeJS.WriteStream;

/**
 * Writes each log as a line of JSON to standard output, or at the end of a file, which is opened again after a failure. For
 * development: a delivery that fails is not tried again here.
 */
export function createLineSink(path: string | undefined): Sink {
  let stream = open(path);
  let problem: string | undefined;
  return {
    name: path === undefined ? 'stdout' : 'file',
    async deliver(logs) {
      if (path !== undefined && stream.destroyed) stream = open(path);
      const error = await writeLines(stream, logs);
      problem = error?.message;
      return problem === undefined ? delivered : { ok: false, reason: 'SinkAway', message: problem };
    },
    state: () => (problem === undefined ? { state: 'up' } : { state: 'down', message: problem }),
    async stop() {
      if (path === undefined || stream.destroyed) return;
      await new Promise<void>((resolve) => stream.end(() => resolve()));
    },
  };
}

function open(path: string | undefined): LineStream {
  const stream = path === undefined ? process.stdout : createWriteStream(path, { flags: 'a' });
  // whoever writes is told too
  stream.on('error', () => undefined);
  return stream;
}

async function writeLines(stream: LineStream, logs: readonly OutgoingLog[]): Promise<Error | undefined> {
  const text = logs.map(({ json }) => `${json}\n`).join('');
  const error = await new Promise<Error | null | undefined>((resolve) => stream.write(text, resolve));
  return error ?? undefined;
}
