import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { callsBy, listMonitors, toMonitor } from '../lab/monitors.ts';

const namespace = 'dogwatch-leader';
const count = 200;
const killedAfter = 80;
let lab: Lab;
let replicas: Record<string, AppProcess>;

const holderOf = async (): Promise<string> => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/datadog-leader-election-monitor-sync`;
  return (await lab.get<{ spec: { holderIdentity: string } }>(path)).spec.holderIdentity;
};

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  const start = (instance: string): Promise<AppProcess> => lab.startSync(instance, { DD_MONITOR_CALL_TIMEOUT: '3' });
  replicas = { 'sync-0': await start('sync-0'), 'sync-1': await start('sync-1') };
});

afterAll(() => lab.stop());

test('the leader is killed in the middle of 200 creates: there are exactly 200 monitors', async () => {
  const leader = await eventually(holderOf);
  // slow enough that several creates are under way at any time
  lab.datadog.fail({ mode: 'slow', method: 'POST', delayMillis: 40 });
  const killed = Promise.withResolvers<void>();
  let created = 0;
  const endListening = lab.datadog.calls.onCall(({ method }) => {
    if (method === 'POST' && ++created === killedAfter) killed.resolve(replicas[leader]?.kill());
  });
  const names = Array.from({ length: count }, (_, index) => `queue-${index}`);
  await Promise.all(names.map((name) => lab.apply(toMonitor(namespace, name))));
  await killed.promise;
  endListening();
  expect(lab.datadog.monitors.list().length).toBeLessThan(count);
  await eventually(async () => {
    const resources = await listMonitors(lab, namespace);
    expect(resources.filter(({ status }) => Number(status?.id) > 0)).toHaveLength(count);
  }, 60);
  expect(await holderOf()).not.toBe(leader);
  const resources = await listMonitors(lab, namespace);
  const inDatadog = lab.datadog.monitors.list();
  expect(inDatadog).toHaveLength(count);
  expect(new Set(resources.map(({ status }) => status?.id))).toEqual(new Set(inDatadog.map(({ id }) => id)));
  expect(new Set(inDatadog.map(({ name }) => name)).size).toBe(count);
  expect(callsBy(lab, 'DELETE')).toBe(0);
});

test('the one that took over tells who leads, and keeps all of them', async () => {
  const id = lab.datadog.monitors.list()[0]?.id ?? 0;
  lab.datadog.monitors.edit(id, { message: 'edited' });
  await eventually(() => expect(lab.datadog.monitors.get(id)?.['message']).toBe('look'));
  const leads = await replicas[await holderOf()]?.metricsText();
  expect(leads).toMatch(/^monitor_sync_leader 1$/m);
  expect(leads).toMatch(/^monitor_sync_resources\{kind="DatadogMonitor",reason="InSync"\} 200$/m);
});
