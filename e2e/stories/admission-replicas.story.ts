import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { send } from '../lab/apply.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { createPod, createPodsWhile, isMutated, toPod, untilMutating } from '../lab/pods.ts';

const namespace = 'dogwatch-replicas';
const shop = 'dogwatch-replicas-shop';
// a call that fails is then a pod that is refused
const strict = { DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'Fail' };
const webhookPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook';
const leasePath = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/datadog-leader-election-admission-webhook`;
let lab: Lab;
let replicas: AppProcess[];
let killed: AppProcess | undefined;
const started = new Map<string, AppProcess>();

const portsOf = (apps: readonly AppProcess[]): number[] => apps.flatMap(({ ports }) => ports.http ?? []);
const untilReady = (app: AppProcess): Promise<void> =>
  eventually(async () => expect(await app.probe('/readyz')).toMatchObject({ status: 200 }));

async function reviewsOf(app: AppProcess): Promise<number> {
  const text = await app.metricsText();
  const counts = text.matchAll(/^admission_webhooks_webhooks_received\{.*\} (\d+)$/gm);
  return Array.from(counts, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}

async function leaderOf(): Promise<AppProcess | undefined> {
  const { spec } = await lab.get<{ spec: { holderIdentity: string } }>(leasePath);
  return [...started].find(([name]) => name === spec.holderIdentity)?.[1];
}

async function start(instance: string): Promise<AppProcess> {
  const app = await lab.startWebhook(instance, strict);
  started.set(instance, app);
  return app;
}

async function killAmidst(app: AppProcess | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  killed = app;
  await app?.kill();
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  replicas = [await start('webhook-0'), await start('webhook-1')];
  await lab.serveWebhook(...replicas);
  await Promise.all(replicas.map(untilReady));
  await untilMutating(lab, shop);
});

afterAll(async () => {
  await lab.client.raw('DELETE', `/api/v1/namespaces/${shop}`);
  await lab.stop();
});

test('500 pods at once: each is changed, and both replicas work', async () => {
  const before = await Promise.all(replicas.map(reviewsOf));
  const pods = await Promise.all(
    Array.from({ length: 500 }, (_, index) => createPod(lab, toPod(shop, `crowd-${index}`))),
  );
  expect(pods.filter(isMutated)).toHaveLength(500);
  const after = await Promise.all(replicas.map(reviewsOf));
  for (const [index, count] of after.entries()) expect(count).toBeGreaterThan(before[index] ?? 0);
});

test('replicas are replaced one by one under a stream of pods: no call fails', async () => {
  const replace = async (): Promise<void> => {
    for (const index of [0, 1]) {
      const fresh = await start(`webhook-${index + 2}`);
      await untilReady(fresh);
      const old = replicas[index];
      replicas[index] = fresh;
      // as the Service of a rolling update: out of the endpoints first, ended then
      lab.balancer.setBackends(portsOf(replicas), 'keep');
      expect(await old?.stop()).toBe(0);
    }
  };
  const { created, unmutated, refused } = await createPodsWhile(lab, shop, replace());
  expect({ unmutated, refused }).toEqual({ unmutated: [], refused: [] });
  expect(created).toBeGreaterThan(20);
});

test('the leader is killed under a stream of pods: only calls that were on their way fail, no pod comes out unchanged', async () => {
  // a leader that has just stopped leaves the Lease to nobody for a moment
  const leader = await eventually(async () => {
    const holder = await leaderOf();
    expect(replicas).toContain(holder);
    return holder;
  });
  const { created, unmutated, refused } = await createPodsWhile(lab, shop, killAmidst(leader));
  expect(unmutated).toEqual([]);
  // at most one for each pod that was being created in that moment
  expect(refused.length).toBeLessThanOrEqual(4);
  expect(created).toBeGreaterThan(20);
});

test('the replica that is left takes over, and repairs what somebody deleted meanwhile', async () => {
  await send(lab.client, 'DELETE', webhookPath);
  await eventually(() => lab.get(webhookPath));
  await untilMutating(lab, shop);
  const [left] = replicas.filter((app) => app !== killed);
  expect(await leaderOf()).toBe(left);
  expect(await left?.probe('/readyz')).toMatchObject({ status: 200 });
});
