import { expect, test, vi } from 'vitest';
import { startTestWebhook } from '../testing/start-webhook.js';

vi.setConfig({ testTimeout: 20_000 });

const labels = { 'admission.datadoghq.com/enabled': 'true' };
const pod = { metadata: { name: 'web', labels }, spec: { containers: [{ name: 'app' }] } };

test('calls on connections that are open are answered while the service stops, and end them', async () => {
  const webhook = await startTestWebhook();
  await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), { timeout: 10_000 });
  const reviews = () => Promise.all(Array.from({ length: 8 }, () => webhook.review('/injectconfig', pod)));
  await reviews();
  const stopped = webhook.service.stop();
  for (const answer of await reviews()) expect(answer).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
  expect(await stopped).toBe(true);
  await webhook.stop();
});
