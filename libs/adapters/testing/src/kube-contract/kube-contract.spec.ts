import { datadogMetricCrd } from '@dogwatch/crds';
import type { KubeClient } from '@dogwatch/kube';
import { createKubeClient, fixedConnection } from '@dogwatch/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKubeSimulator } from '../kube-simulator/kube-simulator.js';
import type { KubeSimulator } from '../kube-simulator/kube-simulator.js';
import { kubeContract } from './kube-contract.js';

let simulator: KubeSimulator;
let client: KubeClient;

beforeAll(async () => {
  simulator = await startKubeSimulator({ crds: [datadogMetricCrd] });
  client = createKubeClient(fixedConnection({ server: simulator.url, token: simulator.adminToken }));
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});

test.each(kubeContract.map((check, index) => ({ ...check, namespace: `check-${index}` })))(
  '$name',
  async ({ run, namespace }) => {
    simulator.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await expect(run({ client, namespace })).resolves.toBeUndefined();
  },
);
