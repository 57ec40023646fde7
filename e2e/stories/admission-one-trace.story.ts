import { type ControlPlane, startControlPlane } from '@dogwatch/control-plane';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGuideTrace, selectSpans, toShape } from '../lab/guide-traces.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { createPod, isMutated, toPod, untilMutating } from '../lab/pods.ts';
import { printTrace } from '../lab/print-trace.ts';

// An API server that traces: one trace leads from the creation of a pod to the webhook. The guide docs/guides/tracing.md shows it.

const namespace = 'dogwatch-admission-trace';
const shop = 'shop';
let receiver: OtlpReceiver;
let controlPlane: ControlPlane;
let lab: Lab;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  controlPlane = await startControlPlane({ tracingEndpoint: new URL(receiver.grpcUrl).host });
  lab = await startLab({ name: namespace, kubeconfigPath: controlPlane.kubeconfigPath });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  const replica = await lab.startWebhook('webhook-0', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  await lab.serveWebhook(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
  await untilMutating(lab, shop);
});

afterAll(async () => {
  await lab.stop();
  await controlPlane.stop();
  await receiver.stop();
});

// what the API server does between receiving a request and carrying it out
const isShown = ({ name, serviceName }: ReceivedSpan): boolean =>
  serviceName === 'admission-webhook' || /^(POST |Create$|Call mutating webhook$|HTTP POST$)/.test(name);

test('from the API server to the webhook', async () => {
  expect(isMutated(await createPod(lab, toPod(shop, 'web')))).toBe(true);
  const target = `/api/v1/namespaces/${shop}/pods`;
  const { traceId } = await receiver.waitForSpan(({ attributes }) => attributes['http.target'] === target, 30_000);
  const spans = selectSpans(receiver.trace(traceId), isShown);
  const reviews = spans.filter(({ serviceName }) => serviceName === 'admission-webhook');
  expect(reviews.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'SERVER POST /injectconfig',
    'SERVER POST /injecttags',
    'SERVER POST /injectlib',
  ]);
  const calls = spans.filter(({ kind, serviceName }) => kind === 'CLIENT' && serviceName === 'apiserver');
  expect(reviews.map(({ parentSpanId }) => parentSpanId)).toEqual(calls.map(({ spanId }) => spanId));
  expect(toShape(printTrace(spans))).toBe(toShape(readGuideTrace('POST /api/v1/namespaces/{:namespace}/pods')));
});
