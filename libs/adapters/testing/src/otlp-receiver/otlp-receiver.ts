import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../loopback-server.js';
import { readBody } from '../read-body.js';
import type { CertificatePair } from '../test-certificates.js';
import { decodeMetrics, parseMetrics, type ReceivedMetric } from './decode-metrics.js';
import { decodeTraces, parseTraces } from './decode-traces.js';
import type { ReceivedSpan } from './decode-traces.js';
import { serveOtlpGrpc } from './serve-grpc.js';
import { createSpanLog } from './span-log.js';
import type { SpanLog } from './span-log.js';

const maxBodyBytes = 16_000_000;

/** How much a receiver keeps. */
export interface OtlpReceiverOptions {
  /** Port of HTTP; 0, the default, takes a free one. */
  readonly port?: number;
  /** Address it listens on; 127.0.0.1 by default. */
  readonly host?: string;
  /** The oldest spans go first: 10,000 by default. */
  readonly maxSpans?: number;
  /** The gRPC server speaks TLS with it; plain text by default. */
  readonly grpcCertificate?: CertificatePair;
}

/**
 * A collector for tests: takes traces and metrics by OTLP/HTTP (protobuf or JSON, gzip or not) and OTLP/gRPC, and
 * keeps them.
 */
export interface OtlpReceiver extends Pick<SpanLog, 'clear' | 'spans' | 'waitForSpan'> {
  /** The endpoint for OTEL_EXPORTER_OTLP_ENDPOINT; exporters add `/v1/traces` or `/v1/metrics`. */
  readonly url: string;
  /** The endpoint for OTEL_EXPORTER_OTLP_PROTOCOL=grpc. */
  readonly grpcUrl: string;
  /** The spans of one trace, by their start. */
  trace(traceId: string): readonly ReceivedSpan[];
  /** The newest of each metric of each service. */
  metrics(): readonly ReceivedMetric[];
  stop(): Promise<void>;
}

/** Starts a receiver. */
export async function startOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const { port = 0, host = '127.0.0.1', maxSpans = 10_000 } = options;
  const log = createSpanLog(maxSpans);
  const metrics = new Map<string, ReceivedMetric>();
  const sink: Sink = {
    spans: (spans) => log.add(spans),
    metrics: (received) => {
      for (const metric of received) metrics.set(`${metric.serviceName} ${metric.name}`, metric);
    },
  };
  const server = createServer((incoming, response) => {
    receive(incoming, response, sink).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  const url = await listenOnLoopback(server, port, host);
  const grpc = await serveOtlpGrpc(
    { traces: (body) => sink.spans(decodeTraces(body)), metrics: (body) => sink.metrics(decodeMetrics(body)) },
    { host, certificate: options.grpcCertificate },
  );
  return {
    ...log,
    url,
    grpcUrl: grpc.url,
    trace: (traceId) => {
      const own = log.spans().filter((span) => span.traceId === traceId);
      return own.toSorted((a, b) => Number(a.startNanos - b.startNanos));
    },
    metrics: () => [...metrics.values()],
    async stop() {
      log.close();
      await grpc.stop();
      await closeServer(server);
    },
  };
}

interface Sink {
  spans(spans: readonly ReceivedSpan[]): void;
  metrics(metrics: readonly ReceivedMetric[]): void;
}

/** Answers an export; throws if it is none. Exports of logs are taken and dropped. */
async function receive(incoming: IncomingMessage, response: ServerResponse, sink: Sink): Promise<void> {
  const raw = await readBody(incoming, maxBodyBytes);
  const isPacked = incoming.headers['content-encoding'] === 'gzip';
  const body = isPacked ? gunzipSync(raw, { maxOutputLength: maxBodyBytes }) : raw;
  const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
  if (incoming.url === '/v1/traces') sink.spans(isJson ? parseTraces(body.toString()) : decodeTraces(body));
  if (incoming.url === '/v1/metrics') sink.metrics(isJson ? parseMetrics(body.toString()) : decodeMetrics(body));
  response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' });
  response.end(isJson ? '{}' : '');
}
