import { appendFile, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { logsRefusedSubject, printSubject } from '@dogwatch/messages';
import type { DurableStream, NatsLink } from '@dogwatch/nats';
import type { LogReason } from '../reasons.js';

/** Logs that cannot be delivered, with why; each log as JSON text. */
export interface DeadLetter {
  readonly atMillis: number;
  readonly reason: LogReason;
  readonly message: string;
  readonly logs: readonly string[];
  readonly service: string;
}

/** Keeps what cannot be delivered. */
export interface DeadLetters {
  /** Says whether it is kept; a message says why not. */
  keep(letter: DeadLetter): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
}

const storeMillis = 10_000;
const overheadBytes = 4096;

/** In a stream, as `logsRefused`: its oldest make room for new ones. */
export function keepInStream(link: NatsLink, stream: DurableStream): DeadLetters {
  return {
    async keep(letter) {
      for (const logs of toGroups(letter.logs, link.maxPayloadBytes() - overheadBytes)) {
        const subject = printSubject(link.root, logsRefusedSubject, { service: letter.service.slice(0, 100) });
        const payload = Buffer.from(printLetter(letter, logs));
        const message = { template: logsRefusedSubject.template, subject, payload, id: randomUUID() };
        const stored = await stream.store(message, storeMillis);
        if (!stored.ok) return { ok: false, message: `${stored.reason}: ${stored.message}` };
      }
      return { ok: true };
    },
  };
}

/** As lines at the end of a file, until it has `maxBytes`. */
export function keepInFile(path: string, maxBytes: number): DeadLetters {
  let last: Promise<unknown> = Promise.resolve();
  const write = async (line: string): ReturnType<DeadLetters['keep']> => {
    try {
      const size = await stat(path).then(
        (facts) => facts.size,
        () => 0,
      );
      if (size + line.length > maxBytes)
        return { ok: false, message: `${path} has ${size} bytes; move it away, it may have ${maxBytes}` };
      await appendFile(path, line, { mode: 0o600 });
      return { ok: true };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    keep(letter) {
      // one after the other, so that the size is what it says
      const kept = last.then(() => write(`${printLetter(letter, letter.logs)}\n`));
      last = kept;
      return kept;
    },
  };
}

function printLetter({ atMillis, reason, message }: DeadLetter, logs: readonly string[]): string {
  return `{"atMillis":${atMillis},"reason":${JSON.stringify(reason)},"message":${JSON.stringify(message)},"logs":[${logs.join(',')}]}`;
}

/** A log that does not fit into a message alone is kept as the beginning of its text. */
function toGroups(logs: readonly string[], maxBytes: number): string[][] {
  const groups: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const log of logs) {
    const fitting = Buffer.byteLength(log) < maxBytes ? log : JSON.stringify(log.slice(0, Math.floor(maxBytes / 8)));
    const size = Buffer.byteLength(fitting) + 1;
    if (bytes + size > maxBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(fitting);
    bytes += size;
  }
  return groups;
}
