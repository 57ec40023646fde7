import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseReview, printReview, type ReviewAnswer, type ReviewRequest } from '../review/admission-review.js';
import { checkRequest, type PlainAnswer } from './check-request.js';
import { type BodyResult, readBody } from './read-body.js';

/** Answers one request of the HTTPS server. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers a review; at once where nothing has to be asked. Must not throw. */
export type ReviewHandler = (
  request: ReviewRequest,
  timeoutMillis: number | undefined,
) => ReviewAnswer | Promise<ReviewAnswer>;

/** What the responder is made of. */
export interface ResponderOptions {
  /** By path. */
  readonly handlers: ReadonlyMap<string, ReviewHandler>;
  readonly maxBodyBytes: number;
  /** Bytes of bodies that may be waiting in memory, over all requests. */
  readonly maxBufferedBytes: number;
  /** Told of every request that was no review. */
  readonly onRefused: (answer: PlainAnswer) => void;
}

/**
 * Serves admission reviews. Whatever is no review gets a 4xx; whatever is one is admitted. There is no router in between: a pod
 * waits for every answer.
 */
export function createResponder(options: ResponderOptions): Respond {
  let bufferedBytes = 0;

  const refuse = (response: ServerResponse, answer: PlainAnswer): void => {
    options.onRefused(answer);
    // its body may not have been read, so the connection is of no further use
    const headers = { 'content-type': 'text/plain; charset=utf-8', ...answer.headers, connection: 'close' };
    response.writeHead(answer.code, headers);
    response.end(`${answer.text}\n`);
  };

  return (request, response) => {
    const checked = checkRequest(request, options.handlers);
    if (!checked.ok) return refuse(response, checked.answer);
    if (bufferedBytes > options.maxBufferedBytes) {
      return refuse(response, { code: 503, text: 'too many requests are being read' });
    }
    const { route: handler, timeoutMillis } = checked;
    const reserved = Math.min(Number(request.headers['content-length'] ?? options.maxBodyBytes), options.maxBodyBytes);
    bufferedBytes += reserved;
    readBody(request, options.maxBodyBytes, (body) => {
      bufferedBytes -= reserved;
      const parsed = parseBody(body, options.maxBodyBytes);
      if (!parsed.ok) return refuse(response, parsed.answer);
      const answer = handler(parsed.request, timeoutMillis);
      if (answer instanceof Promise) void answer.then((late) => send(response, parsed.request, late));
      else send(response, parsed.request, answer);
    });
  };
}

type ParsedBody =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly answer: PlainAnswer };

function parseBody(body: BodyResult, maxBytes: number): ParsedBody {
  if (!body.ok) {
    const isTooLarge = body.reason === 'TooLarge';
    const answer = isTooLarge
      ? { code: 413, text: `the body has more than ${maxBytes} bytes` }
      : { code: 400, text: 'the body is not complete' };
    return { ok: false, answer };
  }
  const parsed = parseReview(body.text);
  return parsed.ok ? parsed : { ok: false, answer: { code: 400, text: parsed.message } };
}

function send(response: ServerResponse, request: ReviewRequest, answer: ReviewAnswer): void {
  // the answers of one turn of the event loop leave together: waking the reader for each costs more than all the rest
  setImmediate(write, response, printReview(request, answer));
}

function write(response: ServerResponse, body: string): void {
  response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))]);
  response.end(body);
}
