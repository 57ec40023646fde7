import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseReview, printReview, type ReviewAnswer, type ReviewRequest } from '../review/admission-review.js';
import type { RecordReviewSpan } from '../telemetry/review-span.js';
import { checkRequest, type PlainAnswer } from './check-request.js';
import { createTurns } from './in-turns.js';
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
  /** Bytes of bodies that may be in memory while they are read, over all requests; small ones are read beyond it. */
  readonly maxBufferedBytes: number;
  /** Told of every request that was no review. */
  readonly onRefused: (answer: PlainAnswer) => void;
  /** Absent while nothing is traced, so that reviews cost nothing for it. */
  readonly recordSpan?: RecordReviewSpan;
}

/**
 * Serves admission reviews. Whatever is no review gets a 4xx; whatever is one is admitted. There is no router in between: a pod
 * waits for every answer.
 */
export function createResponder(options: ResponderOptions): Respond {
  const inTurns = createTurns();
  const budget = { maxBytes: options.maxBodyBytes, maxTotalBytes: options.maxBufferedBytes, heldBytes: 0 };

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
    const { route: handler, path, timeoutMillis } = checked;
    const startMillis = performance.now();
    const answerBody = (body: BodyResult): (() => void) | undefined => {
      const parsed = parseBody(body, options.maxBodyBytes);
      if (!parsed.ok) return () => refuse(response, parsed.answer);
      const finish = (answer: ReviewAnswer): (() => void) => {
        const text = printReview(parsed.request, answer);
        options.recordSpan?.({ headers: request.headers, path, request: parsed.request, answer, startMillis });
        return () => write(response, text);
      };
      const answer = handler(parsed.request, timeoutMillis);
      if (!(answer instanceof Promise)) return finish(answer);
      void answer.then((late) => inTurns(() => finish(late)));
      return undefined;
    };
    readBody(request, budget, (body, release) =>
      inTurns(() => {
        release();
        // whoever has left while others were worked on asks again
        return response.destroyed ? undefined : answerBody(body);
      }),
    );
  };
}

type ParsedBody =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly answer: PlainAnswer };

function parseBody(body: BodyResult, maxBytes: number): ParsedBody {
  if (!body.ok) return { ok: false, answer: toRefusal(body.reason, maxBytes) };
  const parsed = parseReview(body.text);
  return parsed.ok ? parsed : { ok: false, answer: { code: 400, text: parsed.message } };
}

function toRefusal(reason: 'Aborted' | 'TooLarge' | 'TooMany', maxBytes: number): PlainAnswer {
  switch (reason) {
    case 'TooLarge':
      return { code: 413, text: `the body has more than ${maxBytes} bytes` };
    case 'TooMany':
      return { code: 503, text: 'too many large bodies are being read' };
    default:
      return { code: 400, text: 'the body is not complete' };
  }
}

function write(response: ServerResponse, body: string): void {
  if (response.destroyed) return;
  response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(body.length)]);
  // one character for each byte, so that head and body leave in one write
  response.end(body, 'latin1');
}
