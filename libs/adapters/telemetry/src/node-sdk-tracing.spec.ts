import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { trace } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import type { CapturedLine } from './capturing-logger.js';
import { startTelemetry, type Telemetry } from './start-telemetry.js';

interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Receiver {
  readonly url: string;
  readonly deliveries: Delivery[];
}

const cleanUps: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function startHttpReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const keep = async (): Promise<void> => {
      deliveries.push({ path: request.url ?? '', headers: request.headers, body: await buffer(request) });
      response.end();
    };
    void keep();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deliveries };
}

async function startGrpcReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createHttp2Server();
  server.on('session', (session) => cleanUps.push(() => session.destroy()));
  server.on('request', (request, response) => {
    const keep = async (): Promise<void> => {
      deliveries.push({ path: request.url, headers: request.headers, body: await buffer(request) });
      response.setHeader('content-type', 'application/grpc');
      response.addTrailers({ 'grpc-status': '0' });
      response.end(Buffer.alloc(5)); // one message without content: everything was accepted
    };
    void keep();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanUps.unshift(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deliveries };
}

async function start(env: Record<string, string>, lines: string[] = []): Promise<Telemetry> {
  const telemetry = await startTelemetry({
    serviceName: 'svc-sdk',
    version: '1.0.0',
    env,
    write: (line) => void lines.push(line),
  });
  cleanUps.push(() => telemetry.stop());
  return telemetry;
}

async function deliver(telemetry: Telemetry, name: string): Promise<void> {
  telemetry.tracer('t').startSpan(name).end();
  await telemetry.flush();
}

it('sends with the headers, the compression and the resource of its environment', async () => {
  const receiver = await startHttpReceiver();
  const telemetry = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_RESOURCE_ATTRIBUTES: 'team=pricing',
  });
  await deliver(telemetry, 'span-zipped');
  const [delivery] = receiver.deliveries;
  expect(delivery).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-tenant': 'blue', 'content-encoding': 'gzip', 'content-type': 'application/x-protobuf' },
  });
  const text = gunzipSync(delivery?.body ?? '').toString('latin1');
  expect(text).toContain('span-zipped');
  expect(text).toContain('pricing');
});

it('speaks OTLP as JSON', async () => {
  const receiver = await startHttpReceiver();
  const telemetry = await start({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  await deliver(telemetry, 'span-json');
  const [delivery] = receiver.deliveries;
  expect(delivery).toMatchObject({ path: '/own/path', headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(String(delivery?.body))).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'span-json' }] }] }],
  });
});

it('speaks OTLP over gRPC', async () => {
  const receiver = await startGrpcReceiver();
  const telemetry = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
  });
  await deliver(telemetry, 'span-grpc');
  const [delivery] = receiver.deliveries;
  expect(delivery).toMatchObject({
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    headers: { 'x-tenant': 'blue' },
  });
  expect(delivery?.body.includes('span-grpc')).toBe(true);
});

it('samples and batches as its own environment says, not as its neighbour or the process', async () => {
  const receiver = await startHttpReceiver();
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const before = { ...process.env };
  const off = await start({ ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
  const on = await start({ ...endpoint, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' });
  expect(process.env).toEqual(before);
  expect(off.tracer('t').startSpan('span-unwanted').isRecording()).toBe(false);
  const tracer = on.tracer('t');
  for (const name of ['span-1', 'span-2', 'span-3']) tracer.startSpan(name).end();
  await on.flush();
  expect(receiver.deliveries).toHaveLength(3);
});

it('leaves the tracers of the process as they are', async () => {
  const receiver = await startHttpReceiver();
  const early = trace.getTracer('early');
  const telemetry = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(telemetry.run(() => early.startSpan('span-early').isRecording())).toBe(true);
  expect(telemetry.run(() => trace.getTracer('late').startSpan('span-late').isRecording())).toBe(true);
  expect(trace.getTracer('outside').startSpan('span-outside').isRecording()).toBe(false);
});

it.each<[Record<string, string>, string]>([
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'sometimes'],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke' }, 'http/protobuf, http/json, grpc'],
])('goes on with the default and says so for %j', async (env, hint) => {
  const receiver = await startHttpReceiver();
  const lines: string[] = [];
  await deliver(await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env }, lines), 'span-default');
  expect(receiver.deliveries).toHaveLength(1);
  expect(lines.map((line): CapturedLine => JSON.parse(line))).toEqual([
    expect.objectContaining({ message: expect.stringContaining(hint) }),
  ]);
});

it.each<Record<string, string>>([
  { OTEL_TRACES_EXPORTER: 'pigeon' },
  { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://[' },
])('runs without traces and says so for %j', async (env) => {
  const lines: string[] = [];
  const telemetry = await start(env, lines);
  expect(telemetry.tracer('t').startSpan('span-none').isRecording()).toBe(false);
  await telemetry.flush();
  expect(lines.join('')).toMatch(/pigeon|Tracing cannot be started/);
});
