import { createWriteStream, type WriteStream } from 'node:fs';
import type { OutgoingLog } from '../process/print-item.js';
import { type Delivery, delivered, type Sink } from './sink.js';

/** Writes each log as a line of JSON to standard output, or at the end of a file. For development. */
export function createLineSink(path: string | undefined): Sink {
  const stream = path === undefined ? process.stdout : createWriteStream(path, { flags: 'a' });
  let problem: string | undefined;
  stream.on('error', (error) => (problem = error.message));
  return {
    name: path === undefined ? 'stdout' : 'file',
    deliver: (logs) => writeLines(stream, logs, () => problem),
    state: () => (problem === undefined ? { state: 'up' } : { state: 'down', message: problem }),
    async stop() {
      if (path === undefined) return;
      await new Promise<void>((resolve) => stream.end(() => resolve()));
    },
  };
}

async function writeLines(
  stream: WriteStream | NodeJS.WriteStream,
  logs: readonly OutgoingLog[],
  problem: () => string | undefined,
): Promise<Delivery> {
  const text = logs.map(({ json }) => `${json}\n`).join('');
  const error = await new Promise<Error | null | undefined>((resolve) => stream.write(text, resolve));
  if (error === null || error === undefined) return delivered;
  return { ok: false, reason: 'SinkAway', message: problem() ?? error.message };
}
