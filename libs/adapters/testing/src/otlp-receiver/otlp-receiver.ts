import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../loopback-server.js';
import { readBody } from '../read-body.js';
import { decodeTraces, parseTraces } from './decode-traces.js';
import type { ReceivedSpan } from './decode-traces.js';
import { createSpanLog } from './span-log.js';
import type { SpanLog } from './span-log.js';

const maxBodyBytes = 16_000_000;

/** How much a receiver keeps. */
export interface OtlpReceiverOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The oldest spans go first: 10,000 by default. */
  readonly maxSpans?: number;
}

/** A collector for tests: takes traces by OTLP/HTTP (protobuf or JSON, gzip or not) on loopback and keeps their spans. */
export interface OtlpReceiver extends Pick<SpanLog, 'clear' | 'spans' | 'waitForSpan'> {
  /** The endpoint for OTEL_EXPORTER_OTLP_ENDPOINT; exporters add `/v1/traces`. */
  readonly url: string;
  /** The spans of one trace, by their start. */
  trace(traceId: string): readonly ReceivedSpan[];
  stop(): Promise<void>;
}

/** Starts a receiver on 127.0.0.1. */
export async function startOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const { port = 0, maxSpans = 10_000 } = options;
  const log = createSpanLog(maxSpans);
  const server = createServer((incoming, response) => {
    receive(incoming, response, log).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  const url = await listenOnLoopback(server, port);
  return {
    ...log,
    url,
    trace: (traceId) => {
      const own = log.spans().filter((span) => span.traceId === traceId);
      return own.toSorted((a, b) => Number(a.startNanos - b.startNanos));
    },
    async stop() {
      log.close();
      await closeServer(server);
    },
  };
}

/** Answers an export; throws if it is none. Exports of metrics and logs are taken and dropped. */
async function receive(incoming: IncomingMessage, response: ServerResponse, log: SpanLog): Promise<void> {
  const raw = await readBody(incoming, maxBodyBytes);
  const isPacked = incoming.headers['content-encoding'] === 'gzip';
  const body = isPacked ? gunzipSync(raw, { maxOutputLength: maxBodyBytes }) : raw;
  const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
  if (incoming.url === '/v1/traces') log.add(isJson ? parseTraces(body.toString()) : decodeTraces(body));
  response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' });
  response.end(isJson ? '{}' : '');
}
