import { coreResources, createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followTrust } from './follow-trust.js';

const key = { namespace: 'kube-system', name: 'extension-apiserver-authentication' };
const patience = { timeout: 10_000, interval: 10 };

let kube: KubeSimulator;
let client: KubeClient;

beforeEach(async () => {
  kube = await startKubeSimulator({ tls: true });
  client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
});

afterEach(async () => {
  await client.close();
  await kube.stop();
});

async function change(data: Readonly<Record<string, string | null>>): Promise<void> {
  const answer = await client.patch(coreResources.configMaps, key, { type: 'merge', body: { data } });
  expect(answer).toMatchObject({ ok: true });
}

test('the trust follows the ConfigMap, and what cannot be read changes nothing', async () => {
  const { logger, lines } = capturingLogger();
  const follower = followTrust(client, logger);
  expect(follower.trust()).toEqual({ clientCas: [] });
  expect(follower.missing()).toContain('has not been read yet');
  await vi.waitFor(() => expect(follower.missing()).toBeUndefined(), patience);
  expect(follower.trust()).toMatchObject({ clientCas: [{}], frontProxy: {} });

  await change({ 'client-ca-file': null });
  await vi.waitFor(() => expect(follower.trust().clientCas).toEqual([]), patience);

  const before = follower.trust();
  await change({ 'requestheader-allowed-names': 'front-proxy' });
  const complaint = (): unknown => lines.find(({ level }) => level === 'error')?.message;
  await vi.waitFor(() => expect(complaint()).toContain('requestheader-allowed-names is not JSON'), patience);
  expect(follower.trust()).toBe(before);

  await client.delete(coreResources.configMaps, key);
  expect(follower.trust()).toBe(before);
  expect(follower.missing()).toBeUndefined();
  await follower.stop();
});

test('a cluster without the ConfigMap is told so', async () => {
  await client.delete(coreResources.configMaps, key);
  const follower = followTrust(client, silentLogger);
  await vi.waitFor(() => expect(follower.missing()).toMatch(/^there is no ConfigMap/), patience);
  await follower.stop();
});
