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
  const patch = { type: 'apply', object, fieldManager: 'dogwatch', force: true } as const;
  expect(await client.patch(customResourceDefinitions, key, patch)).toMatchObject({ ok: true });
  await vi.waitUntil(async () => (await client.list(datadogMetrics)).ok, { timeout: 30_000 });
});
afterAll(() => client.close());

test.each(kubeContract.map((check, index) => ({ ...check, name: `${index}`, title: check.name })))(
  '$title',
  async ({ run, name }) => {
    const namespace = `kube-contract-${name}`;
    expect(await client.create(namespaces, { metadata: { name: namespace } })).toMatchObject({ ok: true });
    await expect(run({ client, namespace })).resolves.toBeUndefined();
  },
);
