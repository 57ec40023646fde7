import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Counter, Gauge, Histogram, startTelemetry } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestCa, issueCertificate } from '../test-certificates.js';
import { startOtlpReceiver } from './otlp-receiver.js';
import type { OtlpReceiver } from './otlp-receiver.js';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver({ maxSpans: 3 });
});
afterEach(() => receiver.stop());

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function exported(name: string, startTimeUnixNano = '1714564800000000001') {
  const attributes = [
    { key: 'http.status', value: { intValue: '200' } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } } },
  ];
  const span = {
    traceId,
    spanId,
    name,
    kind: 3,
    startTimeUnixNano,
    endTimeUnixNano: '1714564800000000009',
    attributes,
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'metrics-poller' } }] };
  const status = { code: 2, message: 'no' };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [{ ...span, status }] }] }] });
}

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<number> {
  return (await fetch(`${receiver.url}/v1/traces`, { method: 'POST', body, headers })).status;
}
const json = { 'content-type': 'application/json' };

test('JSON spans are kept with their resource, attributes and status', async () => {
  expect(await post(exported('GET /api'), json)).toBe(200);
  expect(receiver.spans()).toEqual([
    {
      traceId,
      spanId,
      parentSpanId: '',
      name: 'GET /api',
      kind: 'CLIENT',
      serviceName: 'metrics-poller',
      attributes: { 'http.status': 200, list: ['a', true] },
      resource: { 'service.name': 'metrics-poller' },
      startNanos: 1714564800000000001n,
      endNanos: 1714564800000000009n,
      status: { code: 'ERROR', message: 'no' },
      events: [],
      links: [],
    },
  ]);
});

const size = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');

test('protobuf spans are read', async () => {
  // resource_spans { scope_spans { spans { trace_id, span_id, name: "hi", kind: SERVER, start } } }
  const span = `0a10${traceId}1208${spanId}2a02686930023901000000000000005a00`;
  const scope = `12${size(span)}${span}`;
  const group = `12${size(scope)}${scope}`;
  const body = Buffer.from(`0a${size(group)}${group}`, 'hex');
  expect(await post(Uint8Array.from(body), { 'content-type': 'application/x-protobuf' })).toBe(200);
  expect(receiver.spans()).toMatchObject([{ traceId, spanId, name: 'hi', kind: 'SERVER', startNanos: 1n }]);
});

test('a compressed export is read, one that is none is refused', async () => {
  const body = Uint8Array.from(gzipSync(exported('a')));
  expect(await post(body, { ...json, 'content-encoding': 'gzip' })).toBe(200);
  expect(await post('{', json)).toBe(400);
  expect(receiver.spans()).toHaveLength(1);
});

test('the oldest spans go first, and a trace is sorted by start', async () => {
  for (const name of ['9', '3', '2', '1']) await post(exported(name, name), json);
  expect(receiver.spans().map(({ name }) => name)).toEqual(['3', '2', '1']);
  expect(receiver.trace(traceId).map(({ name }) => name)).toEqual(['1', '2', '3']);
  receiver.clear();
  expect(receiver.spans()).toEqual([]);
});

test('a span can be awaited before and after it comes, but not for ever', async () => {
  const waiting = receiver.waitForSpan(({ name }) => name === 'late');
  await post(exported('early'), json);
  await post(exported('late'), json);
  expect((await waiting).name).toBe('late');
  expect((await receiver.waitForSpan(({ name }) => name === 'early')).name).toBe('early');
  await expect(receiver.waitForSpan(() => false, 1)).rejects.toThrow('no such span in 1 ms; received: early, late');
});

test('the exporter of a service is understood', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const telemetry = await startTelemetry({ serviceName: 'metrics-poller', version: '1.0.0', env, write: () => {} });
  telemetry
    .tracer('test')
    .startSpan('poll', { attributes: { calls: 3, share: 0.5 } })
    .end();
  await telemetry.stop();
  const [span] = receiver.spans();
  expect(span).toMatchObject({ name: 'poll', kind: 'INTERNAL', serviceName: 'metrics-poller' });
  expect(span?.attributes).toEqual({ calls: 3, share: 0.5 });
});

async function sendOne(env: Record<string, string>): Promise<void> {
  const telemetry = await startTelemetry({ serviceName: 'keda-scaler', version: '1.0.0', env, write: () => {} });
  new Counter({ name: 'calls_total', help: 'Calls.', labelNames: ['method'], registers: [telemetry.registry] }).inc(
    { method: 'GetMetrics' },
    3,
  );
  new Gauge({ name: 'queries', help: 'Queries.', registers: [telemetry.registry] }).set(7);
  const seconds = new Histogram({
    name: 'call_seconds',
    help: 'How long.',
    buckets: [0.1, 1],
    registers: [telemetry.registry],
  });
  for (const value of [0.05, 0.5, 0.5, 9]) seconds.observe(value);
  telemetry.tracer('test').startSpan('GetMetrics').end();
  await telemetry.stop();
}

const sentMetrics = [
  { name: 'calls_total', kind: 'sum', points: [{ attributes: { method: 'GetMetrics' }, value: 3 }] },
  { name: 'queries', kind: 'gauge', points: [{ attributes: {}, value: 7 }] },
  {
    name: 'call_seconds',
    kind: 'histogram',
    points: [{ attributes: {}, value: { count: 4, sum: 10.05, bounds: [0.1, 1], counts: [1, 2, 1] } }],
  },
];

test.each(['http/protobuf', 'http/json', 'grpc'])('spans and metrics of a service come by %s', async (protocol) => {
  await sendOne({
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? receiver.grpcUrl : receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRICS_EXPORTER: 'otlp',
    DD_POD_NAME: 'keda-scaler-0',
  });
  const resource = {
    'service.name': 'keda-scaler',
    'service.version': '1.0.0',
    'service.instance.id': 'keda-scaler-0',
  };
  expect(receiver.spans()).toMatchObject([{ name: 'GetMetrics', resource }]);
  expect(receiver.metrics()).toMatchObject(sentMetrics);
  expect(receiver.metrics()[0]?.resource).toMatchObject(resource);
});

test('spans and metrics come by gRPC over TLS, from who trusts the certificate', async () => {
  const ca = await createTestCa('collectors');
  const grpcCertificate = await issueCertificate({ ca, commonName: 'collector', dnsNames: ['localhost'] });
  const folder = await mkdtemp(join(tmpdir(), 'otlp-'));
  const caPath = join(folder, 'ca.crt');
  await writeFile(caPath, ca.certificate);
  const secure = await startOtlpReceiver({ grpcCertificate });
  await sendOne({
    // the gRPC library takes no address as the name of a TLS server
    OTEL_EXPORTER_OTLP_ENDPOINT: secure.grpcUrl.replace('127.0.0.1', 'localhost'),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_CERTIFICATE: caPath,
    OTEL_METRICS_EXPORTER: 'otlp',
  });
  await secure.stop();
  await rm(folder, { recursive: true });
  expect(secure.spans()).toMatchObject([{ name: 'GetMetrics' }]);
  expect(secure.metrics()).toMatchObject(sentMetrics);
});
