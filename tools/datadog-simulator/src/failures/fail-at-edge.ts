import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { send, sendText, type TextAnswer } from '../http/send.js';
import type { EdgeFailure, LossFailure } from './failure.js';

/** A call that fails at the edge. */
export interface EdgeCall {
  readonly response: ServerResponse;
  /** Aborted when the client is gone or the simulator stops. */
  readonly signal: AbortSignal;
  /** Notes the call; `0` when no answer is given. */
  readonly record: (status: number) => void;
  /** Headers of a refusal for rate; `resetSeconds` is what the client is told to wait. */
  readonly rateLimitHeaders: (resetSeconds: number) => Readonly<Record<string, string>>;
  /** Of the request, decompressed. */
  readonly bodyBytes: number;
}

/** Lets a call fail; true when it is over, false when it goes on. */
export async function failAtEdge(failure: EdgeFailure, call: EdgeCall): Promise<boolean> {
  switch (failure.mode) {
    case 'slow':
      return waitFor(failure.delayMillis, call);
    case 'hang':
      return hang(call);
    case 'refuse':
      return refuseLarge(failure, call);
    case 'reset':
      call.record(0);
      call.response.socket?.resetAndDestroy();
      return true;
    case 'huge':
      await sendHuge(failure.bytes ?? 100_000_000, call);
      return true;
    default:
      answer(failure, call);
      return true;
  }
}

/** What the client sees of a call whose answer is lost. */
export function toLoss({ ending = 'reset' }: LossFailure): EdgeFailure {
  return ending === 'gatewayTimeout' ? { mode: 'serverError', status: 504 } : { mode: ending };
}

function refuseLarge(failure: EdgeFailure & { mode: 'refuse' }, { bodyBytes, record, response }: EdgeCall): boolean {
  const { overBytes = -1, retryAfterSeconds, status } = failure;
  if (bodyBytes <= overBytes) {
    return false;
  }
  record(status);
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(retryAfterSeconds);
  }
  send(response, { status, headers, body: { errors: ['The simulator was told to refuse'] } });
  return true;
}

type AnsweringFailure = Exclude<EdgeFailure, { mode: 'slow' | 'hang' | 'refuse' | 'reset' | 'huge' }>;

const signInPage =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to continue.</body></html>';

function answer(failure: AnsweringFailure, call: EdgeCall): void {
  switch (failure.mode) {
    case 'rateLimited':
      refuse(429, call, ['Too many requests', failure.resetSeconds ?? 30]);
      break;
    case 'serverError':
      refuse(failure.status ?? 503, call, ['The simulator was told to fail']);
      break;
    case 'garbage':
      reply(call, {
        status: 200,
        contentType: 'application/json',
        text: '{"status": "ok", "series": [{"pointlist": [[',
      });
      break;
    case 'empty':
      reply(call, { status: 200, contentType: 'application/json', text: '' });
      break;
    default:
      reply(call, { status: failure.status ?? 200, contentType: 'text/html; charset=utf-8', text: signInPage });
  }
}

function refuse(
  status: number,
  { response, record, rateLimitHeaders }: EdgeCall,
  [error, resetSeconds]: readonly [error: string, resetSeconds?: number],
): void {
  record(status);
  const headers = resetSeconds === undefined ? {} : rateLimitHeaders(resetSeconds);
  send(response, { status, headers, body: { errors: [error] } });
}

function reply({ response, record }: EdgeCall, text: TextAnswer): void {
  record(text.status);
  sendText(response, text);
}

async function waitFor(millis: number, { signal, record }: EdgeCall): Promise<boolean> {
  try {
    await delay(millis, undefined, { signal });
    return false;
  } catch {
    record(0);
    return true;
  }
}

async function hang({ signal, record }: EdgeCall): Promise<boolean> {
  record(0);
  if (!signal.aborted) {
    await once(signal, 'abort');
  }
  return true;
}

/** Valid JSON of exactly this many bytes, in pieces, as fast as the client reads. */
async function sendHuge(bytes: number, { response, record, signal }: EdgeCall): Promise<void> {
  const head = '{"status":"ok","res_type":"time_series","series":[],"message":"';
  const tail = '"}';
  record(200);
  response.writeHead(200, { 'content-type': 'application/json' });
  try {
    await pipeline(Readable.from(pieces(head, bytes - head.length - tail.length, tail)), response, { signal });
  } catch {
    // The client gave up, which is what the mode is for.
  }
}

function* pieces(head: string, padding: number, tail: string): Generator<string> {
  const piece = 'x'.repeat(65_536);
  yield head;
  for (let left = padding; left > 0; left -= piece.length) {
    yield piece.slice(0, left);
  }
  yield tail;
}
