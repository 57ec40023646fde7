import { metricValuesUpdatedSubject } from '@dogwatch/messages';
import { connectNats } from '@dogwatch/nats';
import { startTelemetry } from '@dogwatch/telemetry';
import { freshValue, type OtlpReceiver, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApi, type TestApi } from './testing/start-api.js';

const path = '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/datadogmetric@shop:queue';

let receiver: OtlpReceiver;
let api: TestApi;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  api = await startTestApi({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
});

afterAll(async () => {
  await api.stop();
  await receiver.stop();
});

test('a read continues the trace in which its value came into being', async () => {
  const poller = await startTelemetry({
    serviceName: 'metrics-poller',
    version: '0.0.0',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DD_LOG_LEVEL: 'off' },
  });
  const traceId = await poller.run(async () => {
    const link = connectNats({ servers: api.broker.url, name: 'leader', log: poller.logger });
    await link.connected();
    const id = await poller.tracer('poller').startActiveSpan('poll', async (span) => {
      const event = { epoch: 'one', sequence: 1, sentAtMillis: Date.now(), values: [freshValue()], removed: [] };
      link.publishJson(metricValuesUpdatedSubject, {}, event);
      span.end();
      return span.spanContext().traceId;
    });
    await link.stop();
    return id;
  });
  await vi.waitFor(
    async () => expect(await api.send(path, { token: api.kube.adminToken })).toMatchObject({ code: 200 }),
    { timeout: 10_000 },
  );
  await Promise.all([poller.stop(), api.service.context.telemetry.flush()]);
  const served = await receiver.waitForSpan(
    ({ kind, name, traceId: id }) => kind === 'SERVER' && name === 'GET externalmetrics' && id === traceId,
  );
  expect(served).toMatchObject({
    serviceName: 'external-metrics-api',
    attributes: { 'http.response.status_code': 200, 'dogwatch.metric.name': 'datadogmetric@shop:queue' },
  });
  const names = receiver.trace(traceId).map(({ spanId, name }) => ({ spanId, name }));
  expect(names).toContainEqual({ spanId: expect.any(String), name: 'poll' });
  const [link] = served.links;
  expect(link?.traceId).toBe(traceId);
  expect(names.map(({ spanId }) => spanId)).toContain(link?.spanId);
});

test('a read of a traced caller stays in the caller’s trace and links to the value', async () => {
  const traceId = 'a'.repeat(32);
  const headers = ['traceparent', `00-${traceId}-${'b'.repeat(16)}-01`];
  await api.send(path, { token: api.kube.adminToken, headers });
  await api.service.context.telemetry.flush();
  const served = await receiver.waitForSpan((span) => span.traceId === traceId && span.kind === 'SERVER');
  expect(served.parentSpanId).toBe('b'.repeat(16));
  expect(served.links).toHaveLength(1);
});
