import { expect, test, vi } from 'vitest';
import { startTestWebhook } from './testing/start-webhook.js';

vi.setConfig({ testTimeout: 20_000 });

test('what language detection wrote on a Deployment decides which libraries its pods get', async () => {
  const webhook = await startTestWebhook({ DD_APM_INSTRUMENTATION_ENABLED: 'true' }, (kube) => {
    const place = { namespace: 'shop' };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u-d', controller: true };
    const annotations = { 'internal.dd.datadoghq.com/app.detected_langs': 'node,python' };
    kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    kube.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...place, annotations } });
    kube.load({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-5d', ...place, ownerReferences: [deployment] },
    });
  });
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d', uid: 'u-rs', controller: true };
  const labels = { 'tags.datadoghq.com/env': 'prod' };
  const metadata = { generateName: 'web-5d-', labels, ownerReferences: [owner] };
  const response = await webhook.review('/injectlib', { metadata, spec: { containers: [{ name: 'app' }] } });
  const patch = Buffer.from(String(response['patch']), 'base64').toString('utf8');
  expect([...patch.matchAll(/dd-lib-(\w+)-init/g)].map(([, language]) => language)).toEqual(['python', 'js']);
  await expect(webhook.metrics()).resolves.toContain('auto_detected="true"');
  await webhook.stop();
});
