import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { KubeClient } from '@dogwatch/kube';
import { coreResources, createKubeClient, fixedConnection } from '@dogwatch/kube';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startKubeSimulator } from '../kube-simulator/kube-simulator.js';
import type { KubeSimulator } from '../kube-simulator/kube-simulator.js';
import { startHpaLoop } from './hpa-loop.js';
import type { HpaLoop } from './hpa-loop.js';

const key = { namespace: 'default', name: 'web' };
let simulator: KubeSimulator;
let backend: Server;
let client: KubeClient;
let loop: HpaLoop;
let answer: { code: number; body: object };
let asked: string | undefined;

beforeEach(async () => {
  simulator = await startKubeSimulator();
  backend = createServer(({ url }, response) => {
    asked = url;
    response.writeHead(answer.code, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const address = backend.address();
  const port = typeof address === 'object' ? address?.port : 0;
  simulator.serveApi({ group: 'external.metrics.k8s.io', version: 'v1beta1', url: `http://127.0.0.1:${port}` });
  simulator.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: key, spec: { replicas: 2 } });
  const target = { type: 'AverageValue', averageValue: '10' };
  const metric = {
    name: 'datadogmetric@shop:Orders',
    selector: { matchLabels: { b: '1' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] },
  };
  simulator.load({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: key,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 10,
      metrics: [{ type: 'External', external: { metric, target } }],
    },
  });
  client = createKubeClient(fixedConnection({ server: simulator.url, token: simulator.adminToken }));
  measure('20');
  loop = startHpaLoop({ client, syncPeriodMillis: 1_000_000, downscaleStabilizationMillis: 0 });
  await loop.sync();
});
afterEach(async () => {
  await loop.stop();
  await client.close();
  backend.close();
  await simulator.stop();
});

function measure(value: string): void {
  answer = { code: 200, body: { items: [{ metricName: 'orders', value }] } };
}

async function look() {
  await loop.sync();
  const hpa = await client.get(coreResources.horizontalPodAutoscalers, key);
  const deployment = await client.get(coreResources.deployments, key);
  if (!hpa.ok || !deployment.ok) throw new Error('the simulator refused a read');
  return { status: hpa.value.status, replicas: deployment.value.spec?.replicas };
}

test('the name is asked for in lower case with @ and : as they are, the selector sorted by key', () => {
  const { pathname, searchParams } = new URL(asked ?? '', 'http://backend');
  expect(pathname).toBe('/apis/external.metrics.k8s.io/v1beta1/namespaces/default/datadogmetric@shop:orders');
  expect(searchParams.get('labelSelector')).toBe('a in (x,y),b=1');
});

test('a metric on target changes nothing', async () => {
  const { status, replicas } = await look();
  expect(replicas).toBe(2);
  expect(status).toMatchObject({
    currentReplicas: 2,
    desiredReplicas: 2,
    currentMetrics: [{ external: { current: { averageValue: '10' } } }],
    conditions: [
      { type: 'AbleToScale', reason: 'ReadyForNewScale' },
      { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
      { type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' },
    ],
  });
});

test('a high metric scales up, at most to the double or four, then on', async () => {
  measure('90');
  expect(await look()).toMatchObject({ replicas: 4 });
  const { status, replicas } = await look();
  expect(replicas).toBe(8);
  expect(status?.conditions).toContainEqual(
    expect.objectContaining({ type: 'AbleToScale', reason: 'SucceededRescale' }),
  );
  expect((await look()).replicas).toBe(9);
});

test('a low metric scales down to the minimum', async () => {
  measure('1');
  await look();
  expect(await look()).toMatchObject({ replicas: 1 });
});

test('a refusal is told in a condition, and the replicas stay', async () => {
  answer = { code: 404, body: { kind: 'Status', message: 'orders is unknown' } };
  await look();
  const { status, replicas } = await look();
  expect(replicas).toBe(2);
  const scalingActive = status?.conditions?.find(({ type }) => type === 'ScalingActive');
  expect(scalingActive).toMatchObject({ status: 'False', reason: 'FailedGetExternalMetric' });
  expect(scalingActive?.message).toContain('unable to fetch metrics from external metrics API: orders is unknown');
});

test('a Deployment that is not there cannot be scaled', async () => {
  await client.delete(coreResources.deployments, key);
  await loop.sync();
  const hpa = await client.get(coreResources.horizontalPodAutoscalers, key);
  const conditions = hpa.ok ? hpa.value.status?.conditions : [];
  expect(conditions).toContainEqual(expect.objectContaining({ type: 'AbleToScale', reason: 'FailedGetScale' }));
});
