import type { IncomingMessage } from 'node:http';
import { maxBodyBytes } from '../intake/limits.js';
import { type LogRefusal, refuseLogs } from '../reasons.js';

/** Bytes of requests that are in memory now, of all requests together. */
export interface BodyBudget {
  readonly maxBytes: number;
  heldBytes: number;
}

/** A body, or why it was not read to its end. `undefined`: the client went away. */
export type ReadBody = { readonly ok: true; readonly bytes: Buffer } | LogRefusal | undefined;

const retryAfterSeconds = 1;

/** Reads a body of at most 5 MB. What it holds is counted against the budget, and stays counted until `release`. */
export function readBody(request: IncomingMessage, budget: BodyBudget): Promise<ReadBody> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBodyBytes) return Promise.resolve(tooLarge(announced));
  const { promise, resolve } = Promise.withResolvers<ReadBody>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  const end = (result: ReadBody): void => {
    // a request that has ended is closed after that
    if (isOver) return;
    isOver = true;
    request.removeListener('data', onData);
    if (result?.ok !== true) budget.heldBytes -= bytes;
    resolve(result);
  };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    budget.heldBytes += chunk.length;
    chunks.push(chunk);
    if (bytes > maxBodyBytes) end(tooLarge(bytes));
    else if (budget.heldBytes > budget.maxBytes)
      end(refuseLogs('Busy', 'too many requests are in memory', retryAfterSeconds));
  };
  request.on('data', onData);
  request.once('end', () =>
    end({ ok: true, bytes: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks) }),
  );
  request.once('close', () => end(undefined));
  return promise;
}

function tooLarge(bytes: number): LogRefusal {
  return refuseLogs('BodyTooLarge', `the body has ${bytes} bytes or more; at most ${maxBodyBytes} are taken`);
}
