import { startOtlpReceiver } from '@dogwatch/testing';
import { expect, test, vi } from 'vitest';
import { startTestWebhook, toReview } from './testing/start-webhook.js';

vi.setConfig({ testTimeout: 20_000 });

test('a review is a span of the API server’s trace', async () => {
  const receiver = await startOtlpReceiver();
  const webhook = await startTestWebhook({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
  const traceId = 'a'.repeat(32);
  const headers = { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
  const pod = { metadata: { name: 'web', labels: { 'admission.datadoghq.com/enabled': 'true' } }, spec: {} };
  const body = JSON.stringify(toReview(pod));
  await webhook.send('/injectconfig?timeout=10s', { body, headers });
  await webhook.service.context.telemetry.flush();
  const span = await receiver.waitForSpan((candidate) => candidate.traceId === traceId);
  expect(span).toMatchObject({
    name: 'POST /injectconfig',
    kind: 'SERVER',
    serviceName: 'admission-webhook',
    parentSpanId: 'b'.repeat(16),
    attributes: { 'k8s.namespace.name': 'shop', 'dogwatch.admission.uid': 'u-1' },
  });
  await webhook.stop();
  await receiver.stop();
});
