import { startOtlpReceiver } from '@dogwatch/testing';
import { expect, test } from 'vitest';
import { startTestScaler } from './testing/start-scaler.js';

const caller = { traceId: '0123456789abcdef0123456789abcdef', spanId: '0123456789abcdef' };

test('a call continues the trace of its caller, one without a trace that of its value', async () => {
  const receiver = await startOtlpReceiver();
  const scaler = await startTestScaler({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const metadata = { query: 'sum:traced{*}', targetValue: '7' };
  const ref = { namespace: 'shop', name: 'checkout', scalerMetadata: metadata };
  await scaler.keda.getMetrics(metadata);
  await scaler.keda.call('IsActive', ref, { traceparent: `00-${caller.traceId}-${caller.spanId}-01` });
  await scaler.stop();
  const spans = receiver.spans().filter(({ name }) => name.startsWith('externalscaler.ExternalScaler/'));
  const [getMetrics, isActive] = ['GetMetrics', 'IsActive'].map((method) =>
    spans.find(({ name }) => name.endsWith(`/${method}`)),
  );
  expect(isActive).toMatchObject({ traceId: caller.traceId, parentSpanId: caller.spanId });
  expect(isActive?.attributes).toMatchObject({ 'rpc.system': 'grpc', 'k8s.namespace.name': 'shop' });
  // the value may have come more than once before it was read
  const heard = receiver.spans().filter(({ name }) => name.includes('v1.metric.series.updated'));
  expect(heard.map(({ traceId }) => traceId)).toContain(getMetrics?.traceId);
  await receiver.stop();
});
