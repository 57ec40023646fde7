import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { createPod, isMutated, toPod, untilMutating } from '../lab/pods.ts';

const namespace = 'dogwatch-why';
const shop = 'dogwatch-why-shop';
let lab: Lab;
let replica: AppProcess;

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  await lab.apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'aks-node', labels: { 'kubernetes.azure.com/cluster': 'some-cluster' } },
  });
  replica = await lab.startWebhook('webhook-0', {
    DD_ADMISSION_CONTROLLER_PROBE_ENABLED: 'true',
    DD_ADMISSION_CONTROLLER_PROBE_INTERVAL: '1',
    DD_ADMISSION_CONTROLLER_PROBE_GRACE_PERIOD: '0',
    DD_ADMISSION_CONTROLLER_RESCAN_INTERVAL: '2',
  });
  await lab.serveWebhook(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
  await untilMutating(lab, shop);
});

afterAll(async () => {
  for (const path of [`/api/v1/namespaces/${shop}`, '/api/v1/nodes/aks-node']) await lab.client.raw('DELETE', path);
  await lab.stop();
});

async function dogwatch(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, ['apps/cli/dist/main.js', ...args], {
    env: { PATH: process.env['PATH'], NATS_URL: lab.natsUrl, NATS_SUBJECT_ROOT: namespace },
  });
  const exited = once(child, 'exit');
  child.stdin.end();
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  return { code, output: output + errors };
}

test('a pod that was changed: each webhook says what it did, and that it would do no more', async () => {
  expect(isMutated(await createPod(lab, toPod(shop, 'web')))).toBe(true);
  const { code, output } = await dogwatch('explain', 'pod', `${shop}/web`);
  expect(output).toContain('DD_AGENT_HOST is the address of the node');
  expect(output).toContain('It would change nothing.');
  expect(code).toBe(0);
});

test('a pod that was left alone: the label that is missing, and where it belongs', async () => {
  await createPod(lab, toPod(shop, 'plain', {}));
  const { output } = await dogwatch('explain', 'pod', `${shop}/plain`);
  expect(output).toContain('NotOptedIn');
  expect(output).toContain('in the template of its Deployment');
});

test('a pod that was created while nobody answered is found again', async () => {
  lab.balancer.setBackends([]);
  const forgotten = await eventually(async () => {
    const pod = await createPod(lab, toPod(shop, `forgotten-${Math.random().toString(36).slice(2, 8)}`));
    expect(isMutated(pod)).toBe(false);
    return pod;
  });
  await eventually(() => expect(replica.logs.map(({ reason }) => reason)).toContain('ProbeRefused'));
  await lab.serveWebhook(replica);
  const { code, output } = await dogwatch('admission', 'rescan', '--namespace', shop);
  expect(output).toContain(`! ${shop}/${forgotten.metadata.name}`);
  expect(output).not.toContain(`! ${shop}/plain`);
  expect(code).toBe(1);
  await eventually(async () => expect(await replica.metricsText()).toMatch(/admission_webhooks_pods_unmutated [1-9]/));
});

test('the probe says that the API server reaches the webhooks, and why when it does not', async () => {
  const reached = /admission_webhooks_probes\{reached="true"\} (\d+)/;
  await eventually(async () => expect(await replica.metricsText()).toMatch(reached));
  const warning = replica.logs.find(({ reason }) => reason === 'ProbeRefused');
  expect(warning?.['message']).toContain('failed calling webhook');
});

test('a cluster of Azure is known by its nodes: each entry leaves out what its enforcer leaves out', async () => {
  const path = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook';
  const { webhooks } = await lab.get<{
    readonly webhooks: readonly { readonly namespaceSelector: { readonly matchExpressions: readonly unknown[] } }[];
  }>(path);
  expect(webhooks).toHaveLength(4);
  for (const { namespaceSelector } of webhooks)
    expect(namespaceSelector.matchExpressions.slice(1)).toEqual([
      { key: 'control-plane', operator: 'DoesNotExist' },
      { key: 'control-plane', operator: 'NotIn', values: ['true'] },
      { key: 'kubernetes.azure.com/managedby', operator: 'NotIn', values: ['aks'] },
    ]);
});
