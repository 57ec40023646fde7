import { createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { silentLogger } from '@dogwatch/telemetry';
import { startKubeSimulator } from '@dogwatch/testing';
import { expect, test, vi } from 'vitest';
import { webhookConfigurations } from './kubernetes/webhook-configurations.js';
import { startTestWebhook } from './testing/start-webhook.js';
import { unregister } from './unregister.js';

vi.setConfig({ testTimeout: 20_000 });
const patience = { timeout: 10_000, interval: 20 };
const key = { name: 'datadog-webhook' };

test('what was unregistered does not come back, though a leader still runs', async () => {
  const webhook = await startTestWebhook();
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), patience);
  expect(await unregister({ KUBECONFIG: webhook.kube.kubeconfigPath }, silentLogger)).toBe(0);
  const told = (): string => webhook.lines.join('');
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), patience);
  expect(await webhook.client.get(webhookConfigurations, key)).toMatchObject({ code: 404 });
  expect(told()).not.toContain('Somebody changed');
  await webhook.stop();
});

test('nothing to unregister is fine; what cannot be done is not', async () => {
  const kube = await startKubeSimulator();
  expect(await unregister({ KUBECONFIG: kube.kubeconfigPath }, silentLogger)).toBe(0);
  const client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
  expect(await client.list(webhookConfigurations)).toMatchObject({ value: { items: [] } });
  await client.close();
  const wrong = { KUBECONFIG: kube.kubeconfigPath, DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE: 'carrier-pigeon' };
  expect(await unregister(wrong, silentLogger)).toBe(1);
  await kube.stop();
});
