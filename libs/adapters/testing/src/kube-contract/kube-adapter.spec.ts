import { datadogMetricCrd } from '@dogwatch/crds';
import type { KubeClient, ListWatch } from '@dogwatch/kube';
import { coreResources, createKubeClient, listWatch, loadKubeConfig, runLeaderElection } from '@dogwatch/kube';
import { silentLogger as log } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startKubeSimulator } from '../kube-simulator/kube-simulator.js';
import type { KubeSimulator } from '../kube-simulator/kube-simulator.js';

const { datadogMetrics, leases } = coreResources;
/** Far longer than anything here takes on a busy machine: what never happens is told apart, what is slow is not a failure. */
const patience = { timeout: 15_000, interval: 10 };
const testMillis = 60_000;
const cleanups: (() => unknown)[] = [];
let simulator: KubeSimulator;
let client: KubeClient;

beforeEach(async () => {
  simulator = await startKubeSimulator({ crds: [datadogMetricCrd] });
  client = createKubeClient(loadKubeConfig({ path: simulator.kubeconfigPath }));
  cleanups.push(
    () => simulator.stop(),
    () => client.close(),
  );
});
// What follows or elects ends first, after a failure too: it would go on trying for as long as the other specs run.
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function create(name: string): void {
  simulator.load({ apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric', metadata: { name }, spec: {} });
}

function remove(name: string): void {
  const stored = simulator.store.get(datadogMetrics, 'default', name);
  if (stored !== undefined) simulator.store.remove(datadogMetrics, stored);
}

const prune = ({ metadata }: { metadata: { name: string } }): string => metadata.name;

async function follow(): Promise<ListWatch<string>> {
  const timing = { minBackoffMillis: 1, maxBackoffMillis: 5 };
  const watch = listWatch({ client, resource: datadogMetrics, prune, log, timing });
  cleanups.push(() => watch.stop());
  await watch.synced;
  return watch;
}

test(
  'a list-watch follows through lost connections and a forgotten history',
  async () => {
    create('a');
    const watch = await follow();
    const names = () => [...watch.store.values()];
    create('b');
    await expect.poll(names, patience).toEqual(['a', 'b']);
    simulator.disconnect();
    create('c');
    await expect.poll(names, patience).toEqual(['a', 'b', 'c']);
    simulator.disconnect();
    remove('a');
    create('d');
    simulator.store.compact();
    await expect.poll(names, patience).toEqual(['b', 'c', 'd']);
  },
  testMillis,
);

test(
  'one of two leads, and hands over when it stops',
  async () => {
    const started: string[] = [];
    const elect = (identity: string) => {
      const onStarted = (): void => void started.push(identity);
      const place = { namespace: 'default', name: 'leader' };
      const election = runLeaderElection({ client, ...place, identity, retrySeconds: 0.02, onStarted, log });
      cleanups.push(() => election.stop());
      return election;
    };
    const first = elect('one');
    await expect.poll(() => started, patience).toEqual(['one']);
    const second = elect('two');
    await expect.poll(() => second.leader(), patience).toBe('one');
    await first.stop();
    await expect.poll(() => started, patience).toEqual(['one', 'two']);
    const lease = await client.get(leases, { namespace: 'default', name: 'leader' });
    expect(lease).toMatchObject({ ok: true, value: { spec: { holderIdentity: 'two' } } });
  },
  testMillis,
);
