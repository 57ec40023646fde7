import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datadogMetricCrd } from '@dogwatch/crds';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { startEmbeddedBroker } from '@dogwatch/nats';
import { type OtlpReceiver, type ReceivedSpan, startKubeSimulator, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCleanup } from './cleanup.js';
import { issueServingCertificate, startPoller, startReplica } from './services/start-services.js';

const namespace = 'shop';
const keys = { apiKey: 'a'.repeat(27) + '1cafe', appKey: 'b'.repeat(35) + '2babe' };
const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/datadogmetric@${namespace}:orders`;

const nanosPerMilli = 1_000_000n;
const cleanup = createCleanup();
let receiver: OtlpReceiver;
let client: KubeClient;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  cleanup.add('receiver', () => receiver.stop());
  const datadog = await startDatadogSimulator({
    apiKeys: [keys.apiKey],
    applicationKeys: [keys.appKey],
    series: [{ metric: 'shop.orders', originSeconds: 0, value: 5 }],
  });
  cleanup.add('Datadog', () => datadog.stop());
  const kube = await startKubeSimulator({ tls: true, crds: [datadogMetricCrd] });
  cleanup.add('Kubernetes', () => kube.stop());
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  kube.load({
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMetric',
    metadata: { name: 'orders', namespace, annotations: { 'external-metrics.datadoghq.com/always-active': 'true' } },
    spec: { query: 'avg:shop.orders{*}' },
  });
  const broker = await startEmbeddedBroker();
  cleanup.add('NATS', () => broker.stop());
  const folder = await mkdtemp(join(tmpdir(), 'one-trace-'));
  cleanup.add('files', () => rm(folder, { recursive: true }));

  const env = {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_KUBE_RESOURCES_NAMESPACE: namespace,
    DD_LOG_LEVEL: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
  const settings = { env, write: () => undefined, cleanup };
  const certificate = await issueServingCertificate(folder, namespace);
  const replica = await startReplica(settings, 0, certificate);
  await startPoller(settings, {
    DD_API_KEY: keys.apiKey,
    DD_APP_KEY: keys.appKey,
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '2',
  });
  kube.serveApi({
    group: 'external.metrics.k8s.io',
    version: 'v1beta1',
    url: `https://127.0.0.1:${replica.port}`,
    ca: certificate.ca,
    service: { namespace, name: 'external-metrics-api' },
  });
  client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }), { userAgent: 'autoscaler' });
  cleanup.add('client', () => client.close());
}, 30_000);

afterAll(async () => {
  expect(await cleanup.run()).toEqual([]);
});

const spanOf = (spanId: string | undefined): Promise<ReceivedSpan> =>
  receiver.waitForSpan((span) => span.spanId === spanId);

// a read that was refused links to the message that said why
const isServedRead = ({ name, attributes, links }: ReceivedSpan): boolean =>
  name === 'GET externalmetrics' && attributes['http.response.status_code'] === 200 && links.length > 0;

/** Reads, as an autoscaler does again and again, until a value was served that came over NATS. */
async function readUntilServed(): Promise<ReceivedSpan> {
  return vi.waitFor(
    async () => {
      const answer = await client.raw('GET', path);
      if (answer.ok) answer.value.body.resume();
      const read = receiver.spans().find(isServedRead);
      if (read === undefined)
        throw new Error(`no value yet: ${JSON.stringify(answer.ok ? answer.value.status : answer)}`);
      return read;
    },
    { timeout: 20_000, interval: 50 },
  );
}

test('one trace leads from the Datadog request over NATS to the served read', { timeout: 30_000 }, async () => {
  const read = await readUntilServed();
  const received = await spanOf(read.links[0]?.spanId);
  const published = await spanOf(received.parentSpanId);
  const poll = await spanOf(published.parentSpanId);
  const asked = await receiver.waitForSpan(
    ({ name, parentSpanId }) => name === 'GET /api/v1/query' && parentSpanId === poll.spanId,
  );

  const poller = { serviceName: 'metrics-poller', traceId: poll.traceId };
  const api = { serviceName: 'external-metrics-api', traceId: poll.traceId };
  expect(poll).toMatchObject({ ...poller, name: 'poll metrics', kind: 'INTERNAL', parentSpanId: '' });
  expect(asked).toMatchObject({ ...poller, kind: 'CLIENT', attributes: { 'http.response.status_code': 200 } });
  expect(published).toMatchObject({ ...poller, name: 'publish v1.metric.value.updated', kind: 'PRODUCER' });
  expect(received).toMatchObject({ ...api, name: 'process v1.metric.value.updated', kind: 'CONSUMER' });
  expect(read).toMatchObject({ ...api, kind: 'SERVER', parentSpanId: received.spanId });
  // spans begin at whole milliseconds, and end to the microsecond
  expect(asked.endNanos / nanosPerMilli).toBeLessThanOrEqual(published.startNanos / nanosPerMilli);
});

test('no span tells a key', () => {
  const text = JSON.stringify(receiver.spans(), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(text).toContain('GET /api/v1/query');
  for (const key of Object.values(keys)) expect(text).not.toContain(key);
});
