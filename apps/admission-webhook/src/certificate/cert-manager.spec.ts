import { coreResources } from '@dogwatch/kube';
import { expect, test, vi } from 'vitest';
import { webhookConfigurations } from '../kubernetes/webhook-configurations.js';
import { startTestWebhook } from '../testing/start-webhook.js';
import { secretKeys, toSecretData } from './certificate-secrets.js';
import { toDnsNames } from './dns-names.js';
import { makeAuthority, makeLeaf } from './make-certificates.js';

vi.setConfig({ testTimeout: 20_000 });
const patience = { timeout: 10_000, interval: 20 };

test('with cert-manager nothing is made here: its Secret is served, and its injector fills in whom to trust', async () => {
  const validity = { nowMillis: Date.now(), validityMillis: 3_600_000 };
  const authority = await makeAuthority(validity);
  const dnsNames = toDnsNames('datadog-admission-controller', 'datadog');
  const leaf = await makeLeaf({ ...validity, authority, dnsNames });
  const env = { DD_ADMISSION_CONTROLLER_CERTIFICATE_INJECT_CA_FROM: 'datadog/webhook' };
  const webhook = await startTestWebhook(env, (kube) => {
    const data = toSecretData({ [secretKeys.tls.cert]: leaf.cert, [secretKeys.tls.key]: leaf.key });
    const metadata = { name: 'webhook-certificate', namespace: 'datadog' };
    kube.load({ apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data });
  });
  const key = { name: 'datadog-webhook' };
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ reason: 'NotTrusted' }), patience);
  const live = await webhook.client.get(webhookConfigurations, key);
  expect(live).toMatchObject({
    value: { metadata: { annotations: { 'cert-manager.io/inject-ca-from': 'datadog/webhook' } } },
  });
  expect(JSON.stringify(live)).not.toContain('caBundle');

  const caBundle = Buffer.from(authority.cert).toString('base64');
  const entries = live.ok ? (live.value.webhooks ?? []) : [];
  const webhooks = entries.map((entry) => ({ ...entry, clientConfig: { ...entry.clientConfig, caBundle } }));
  await webhook.client.patch(webhookConfigurations, key, { type: 'merge', body: { webhooks } });
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), patience);
  expect(webhook.lines.join('')).not.toContain('Somebody changed');
  const secrets = await webhook.client.list(coreResources.secrets, { namespace: 'datadog' });
  expect(secrets.ok && secrets.value.items.map(({ metadata }) => metadata.name)).toEqual(['webhook-certificate']);
  await webhook.stop();
});
