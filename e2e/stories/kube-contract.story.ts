import { datadogMetricCrd, toManifest } from '@dogwatch/crds';
import type { KubeClient } from '@dogwatch/kube';
import { coreResources, createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { kubeContract } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

const { customResourceDefinitions, datadogMetrics, namespaces } = coreResources;
let client: KubeClient;

beforeAll(async () => {
  client = createKubeClient(loadKubeConfig({ path: inject('kubeconfigPath') }));
  const object = toManifest(datadogMetricCrd);
  const key = { name: `${datadogMetricCrd.plural}.${datadogMetricCrd.group}` };
  await client.patch(customResourceDefinitions, key, { type: 'apply', object, fieldManager: 'dogwatch', force: true });
  await vi.waitUntil(async () => (await client.list(datadogMetrics)).ok, { timeout: 30_000 });
});
afterAll(() => client.close());

test.each(kubeContract.map((check, index) => ({ ...check, namespace: `kube-contract-${index}` })))(
  '$name',
  async ({ run, namespace }) => {
    expect(await client.create(namespaces, { metadata: { name: namespace } })).toMatchObject({ ok: true });
    await expect(run({ client, namespace })).resolves.toBeUndefined();
  },
);
