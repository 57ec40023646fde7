import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { readGuideTrace, toShape } from '../lab/guide-traces.ts';
import { eventually, keys, type Lab, startLab } from '../lab/lab.ts';
import { servedPath } from '../lab/metrics.ts';
import { printTrace } from '../lab/print-trace.ts';
import { readApi } from '../lab/read-api.ts';

// The trace that the guide docs/guides/tracing.md shows.
const namespace = 'dogwatch-one-trace';
const metricName = `datadogmetric@${namespace}:orders`;
let receiver: OtlpReceiver;
let lab: Lab;
let api: AppProcess;

/** The way of a value, from the read back to the request to Datadog. */
interface ValuePath {
  readonly read: ReceivedSpan;
  readonly received: ReceivedSpan;
  readonly published: ReceivedSpan;
  readonly poll: ReceivedSpan;
  readonly asked: ReceivedSpan;
}

const spanOf = (spanId: string | undefined): Promise<ReceivedSpan> =>
  receiver.waitForSpan((span) => span.spanId === spanId);

async function followBack(read: ReceivedSpan): Promise<ValuePath> {
  const received = await spanOf(read.links[0]?.spanId);
  const published = await spanOf(received.parentSpanId);
  const poll = await spanOf(published.parentSpanId);
  const asked = await receiver.waitForSpan(
    ({ name, parentSpanId }) => name === 'GET /api/v1/query' && parentSpanId === poll.spanId,
  );
  return { read, received, published, poll, asked };
}

const isServedRead = ({ kind, attributes, links }: ReceivedSpan): boolean =>
  kind === 'SERVER' &&
  attributes['dogwatch.metric.name'] === metricName &&
  attributes['http.response.status_code'] === 200 &&
  links.length > 0;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  lab = await startLab({ name: namespace });
  lab.datadog.addSeries({ metric: 'shop.orders', originSeconds: 0, value: 6 });
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  await lab.startPoller('poller-0', tracing);
  api = await lab.startApi('api-0', tracing);
  await lab.serve(api);
  await lab.apply(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout', namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'checkout' } },
        template: {
          metadata: { labels: { app: 'checkout' } },
          spec: { containers: [{ name: 'checkout', image: 'nginx' }] },
        },
      },
    },
    {
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogMetric',
      metadata: { name: 'orders', namespace },
      spec: { query: 'avg:shop.orders{*}' },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'checkout', namespace },
      spec: {
        maxReplicas: 4,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
        metrics: [
          {
            type: 'External',
            external: { metric: { name: metricName }, target: { type: 'AverageValue', averageValue: '3' } },
          },
        ],
      },
    },
  );
});

afterAll(async () => {
  await lab.stop();
  await receiver.stop();
});

test('the read of the real HPA controller is in one trace with the Datadog request its value comes from', async () => {
  const { read, received, published, poll, asked } = await followBack(await receiver.waitForSpan(isServedRead, 90_000));
  const poller = { serviceName: 'metrics-poller', traceId: poll.traceId };
  const server = { serviceName: 'external-metrics-api', traceId: poll.traceId };
  expect(poll).toMatchObject({ ...poller, name: 'poll metrics', kind: 'INTERNAL', parentSpanId: '' });
  expect(asked).toMatchObject({ ...poller, kind: 'CLIENT', attributes: { 'http.response.status_code': 200 } });
  expect(published).toMatchObject({ ...poller, name: 'publish v1.metric.value.updated', kind: 'PRODUCER' });
  expect(received).toMatchObject({ ...server, name: 'process v1.metric.value.updated', kind: 'CONSUMER' });
  expect(read).toMatchObject({ ...server, name: 'GET externalmetrics', parentSpanId: received.spanId });
  expect(toShape(printTrace([poll, asked, published, received, read]))).toBe(toShape(readGuideTrace('poll metrics')));
});

test('a caller with a trace of its own keeps it; the read links to the trace of its value', async () => {
  const traceId = '5'.repeat(32);
  const spanId = '7'.repeat(16);
  const path = servedPath(namespace, 'orders');
  const token = await lab.token(namespace, 'keda');
  await lab.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `${namespace}-keda` },
    subjects: [{ kind: 'ServiceAccount', name: 'keda', namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'external-metrics-reader' },
  });
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  await eventually(async () => expect(await readApi(lab, api, path, token, headers)).toMatchObject({ status: 200 }));
  const read = await receiver.waitForSpan((span) => span.traceId === traceId && isServedRead(span));
  expect(read.parentSpanId).toBe(spanId);
  const { asked, poll } = await followBack(read);
  expect(poll.traceId).not.toBe(traceId);
  expect(asked.traceId).toBe(poll.traceId);
});

test('no span tells a key', () => {
  const text = JSON.stringify(receiver.spans(), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(text).toContain('GET /api/v1/query');
  for (const key of Object.values(keys)) expect(text).not.toContain(key);
});
