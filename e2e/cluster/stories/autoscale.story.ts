import { beforeAll, expect, test } from 'vitest';
import { apply, type Manifest } from '../../lab/apply.ts';
import { eventually } from '../../lab/lab.ts';
import { client, get, kubectl, list, secondsSince, shop } from '../cluster.ts';
import { toSample } from '../sample.ts';
import { setSeries } from '../workbench.ts';

const setTraffic = (requestsPerSecond: number): Promise<void> =>
  setSeries('shop.requests', ['service:web'], requestsPerSecond);

const autoscaler: Manifest = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: shop },
  spec: {
    minReplicas: 1,
    maxReplicas: 4,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    metrics: [
      {
        type: 'External',
        external: {
          metric: { name: `datadogmetric@${shop}:web-requests` },
          target: { type: 'AverageValue', averageValue: '10' },
        },
      },
    ],
  },
};

/** Pods of the Deployment that run and are not going away. */
async function runningPods(): Promise<number> {
  const pods = await list(`/api/v1/namespaces/${shop}/pods?labelSelector=app%3Dweb`);
  return pods.filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running')
    .length;
}

/** How many pods run, once it is `count`. */
async function untilRunning(count: number): Promise<number> {
  const start = Date.now();
  await eventually(async () => expect(await runningPods()).toBe(count), 120);
  console.log(`${count} pods run after ${secondsSince(start)}`);
  return count;
}

beforeAll(async () => {
  await setTraffic(8);
  await apply(client, toSample('web'));
  await apply(
    client,
    {
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogMetric',
      metadata: { name: 'web-requests', namespace: shop },
      spec: { query: 'sum:shop.requests{service:web}' },
    },
    autoscaler,
  );
});

test('the DatadogMetric has its value, and the HPA reads it', async () => {
  await eventually(async () => {
    const table = await kubectl('get', 'datadogmetric', 'web-requests', '-n', shop);
    expect(table).toMatch(new RegExp(`^web-requests +True +True +8 +hpa:${shop}/web `, 'm'));
    const { status } = await get(`/apis/autoscaling/v2/namespaces/${shop}/horizontalpodautoscalers/web`);
    expect(status.conditions).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'ScalingActive', status: 'True' })]),
    );
  }, 90);
});

test('more traffic brings pods that run, less takes them away', async () => {
  expect(await untilRunning(1)).toBe(1);
  await setTraffic(38);
  expect(await untilRunning(4)).toBe(4);
  await setTraffic(8);
  expect(await untilRunning(1)).toBe(1);
});
