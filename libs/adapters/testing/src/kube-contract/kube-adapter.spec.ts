import { datadogMetricCrd } from '@dogwatch/crds';
import type { KubeClient, ListWatch } from '@dogwatch/kube';
import { coreResources, createKubeClient, listWatch, loadKubeConfig, runLeaderElection } from '@dogwatch/kube';
import { silentLogger as log } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startKubeSimulator } from '../kube-simulator/kube-simulator.js';
import type { KubeSimulator } from '../kube-simulator/kube-simulator.js';

const { datadogMetrics, leases } = coreResources;
let simulator: KubeSimulator;
let client: KubeClient;

beforeEach(async () => {
  simulator = await startKubeSimulator({ crds: [datadogMetricCrd] });
  client = createKubeClient(loadKubeConfig({ path: simulator.kubeconfigPath }));
});
afterEach(async () => {
  await client.close();
  await simulator.stop();
});

function create(name: string): void {
  simulator.load({ apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric', metadata: { name }, spec: {} });
}

const prune = ({ metadata }: { metadata: { name: string } }): string => metadata.name;

async function follow(): Promise<ListWatch<string>> {
  const timing = { minBackoffMillis: 1, maxBackoffMillis: 5 };
  const watch = listWatch({ client, resource: datadogMetrics, prune, log, timing });
  await watch.synced;
  return watch;
}

test('a list-watch follows through lost connections and a forgotten history', async () => {
  create('a');
  const watch = await follow();
  create('b');
  await expect.poll(() => [...watch.store.values()]).toEqual(['a', 'b']);
  simulator.disconnect();
  create('c');
  await expect.poll(() => [...watch.store.values()]).toEqual(['a', 'b', 'c']);
  simulator.disconnect();
  await client.delete(datadogMetrics, { namespace: 'default', name: 'a' });
  create('d');
  simulator.store.compact();
  await expect.poll(() => [...watch.store.values()]).toEqual(['b', 'c', 'd']);
  await watch.stop();
});

test('one of two leads, and hands over when it stops', async () => {
  const started: string[] = [];
  const elect = (identity: string) =>
    runLeaderElection({
      client,
      namespace: 'default',
      name: 'leader',
      identity,
      retrySeconds: 0.02,
      onStarted: () => started.push(identity),
      log,
    });
  const first = elect('one');
  await expect.poll(() => started).toEqual(['one']);
  const second = elect('two');
  await expect.poll(() => second.leader()).toBe('one');
  await first.stop();
  await expect.poll(() => started).toEqual(['one', 'two']);
  const lease = await client.get(leases, { namespace: 'default', name: 'leader' });
  expect(lease).toMatchObject({ ok: true, value: { spec: { holderIdentity: 'two' } } });
  await second.stop();
});
