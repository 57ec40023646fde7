import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Logger } from '@dogwatch/telemetry';
import type { RecordRequestSpan } from '../telemetry/request-span.js';
import type { ServingMetrics } from '../telemetry/serving-metrics.js';
import { answerWith, type Encoded } from './answer.js';
import { encode } from './encode.js';
import type { ApiRequest, HandledRequest, HandleRequest } from './handle-request.js';
import { internalError } from './status.js';

/** What surrounds the handling of a request. */
export interface ResponderOptions {
  readonly handle: HandleRequest;
  readonly metrics: ServingMetrics;
  /** Absent while nothing is traced, so that requests cost nothing for it. */
  readonly recordSpan?: RecordRequestSpan;
  readonly log: Logger;
}

/** Answers one request of the HTTPS server. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** Handles requests and writes the answers. Whatever goes wrong inside becomes a 500 and a log line. */
export function createResponder(options: ResponderOptions): Respond {
  return (message, response) => {
    if (!(message.socket instanceof TLSSocket)) throw new Error('the API is served over TLS only');
    const startMillis = performance.now();
    const request: ApiRequest = {
      method: message.method ?? 'GET',
      target: message.url ?? '/',
      headers: message.headers,
      rawHeaders: message.rawHeaders,
      socket: message.socket,
    };
    const finish = (handled: HandledRequest): void => {
      const encoded = encode(handled.answer, message.headers, handled.target?.parameters);
      // the answers of one turn of the event loop leave together: waking the reader for each costs more than all the rest
      setImmediate(write, message, response, encoded);
      options.metrics.observe(handled, encoded.code, (performance.now() - startMillis) / 1000);
      options.recordSpan?.(request, handled, encoded.code, startMillis);
    };
    const fail = (error: unknown): void => {
      options.log.error(
        { error, path: request.target },
        'A request failed unexpectedly; this is a defect, please report it.',
      );
      if (!response.headersSent) finish({ answer: answerWith(internalError('unexpected failure, see the log')) });
    };
    try {
      const handled = options.handle(request);
      if (handled instanceof Promise) handled.then(finish).catch(fail);
      else finish(handled);
    } catch (error) {
      fail(error);
    }
  };
}

function write(request: IncomingMessage, response: ServerResponse, { code, headers, body }: Encoded): void {
  // nothing here reads bodies, so a connection that still sends one is of no further use
  response.writeHead(code, hasBody(request) ? [...headers, 'Connection', 'close'] : headers);
  response.end(body, 'latin1');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
