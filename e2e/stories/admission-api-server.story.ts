import { type ControlPlane, startControlPlane } from '@dogwatch/control-plane';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { createPod, isMutated, toPod, untilMutating } from '../lab/pods.ts';

// The API server itself is restarted, so it is one of this story alone.
const namespace = 'dogwatch-api-server';
const shop = 'shop';
const webhookPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook';
const strict = { DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'Fail' };
let controlPlane: ControlPlane;
let lab: Lab;
let replicas: AppProcess[];

const statusOf = async (app: AppProcess): Promise<number> => (await app.probe('/readyz')).status;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  lab = await startLab({ name: namespace, kubeconfigPath: controlPlane.kubeconfigPath });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  replicas = [await lab.startWebhook('webhook-0', strict), await lab.startWebhook('webhook-1', strict)];
  await lab.serveWebhook(...replicas);
  for (const app of replicas) await eventually(async () => expect(await statusOf(app)).toBe(200));
  await untilMutating(lab, shop);
});

afterAll(async () => {
  await lab.stop();
  await controlPlane.stop();
});

test('the API server is away for longer than a lease: the replicas stay up and ready, with what they know', async () => {
  await controlPlane.killApiServer();
  await new Promise((resolve) => setTimeout(resolve, 7000));
  for (const app of replicas) {
    expect(await app.probe('/livez')).toMatchObject({ status: 200 });
    expect(await statusOf(app)).toBe(200);
  }
});

test('it is back: the first pod is changed, and somebody leads again', async () => {
  await controlPlane.startApiServer();
  // an API server that is ready has listed the webhooks
  expect(isMutated(await createPod(lab, toPod(shop, 'first')))).toBe(true);
  await lab.client.raw('DELETE', webhookPath);
  await eventually(() => lab.get(webhookPath), 40);
  await untilMutating(lab, shop);
});

test('a replica that starts while the API server is away becomes ready when it is back', async () => {
  await controlPlane.killApiServer();
  await Promise.all(replicas.map((app) => app.stop()));
  const late = await lab.startWebhook('webhook-1', strict);
  expect(await late.probe('/livez')).toMatchObject({ status: 200 });
  expect(await late.probe('/readyz')).toMatchObject({ status: 503, body: { reason: 'NoCertificate' } });
  await controlPlane.startApiServer();
  await eventually(async () => expect(await statusOf(late)).toBe(200), 40);
  lab.balancer.setBackends([late.ports.http ?? 0]);
  await untilMutating(lab, shop);
});
