import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { send } from '../lab/apply.ts';
import { eventually, type Lab } from '../lab/lab.ts';
import { createPod, createPodsWhile, isMutated, toPod, untilMutating } from '../lab/pods.ts';
import { startWebhookLab, type WebhookLab } from '../lab/webhook-lab.ts';

const namespace = 'dogwatch-registration';
const shop = 'dogwatch-registration-shop';
const webhookPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook';
let started: WebhookLab;
let lab: Lab;
let replica: AppProcess;

interface Entry {
  readonly name: string;
  readonly failurePolicy: string;
  readonly clientConfig: { readonly caBundle: string };
  readonly [field: string]: unknown;
}

interface Webhook {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly webhooks: readonly Entry[];
}

const registered = async (): Promise<readonly Entry[]> => (await lab.get<Webhook>(webhookPath)).webhooks;

async function patchWebhook(body: unknown, type: 'json' | 'merge' = 'merge'): Promise<void> {
  await send(lab.client, 'PATCH', webhookPath, { body, headers: { 'content-type': `application/${type}-patch+json` } });
}

/** The entries are again what they were. */
async function untilRepaired(before: readonly Entry[]): Promise<void> {
  await eventually(async () => expect(await registered()).toEqual(before));
}

async function restart(env: Readonly<Record<string, string>>): Promise<void> {
  await replica.stop();
  replica = await lab.startWebhook('webhook-0', env);
  lab.balancer.setBackends([replica.ports.http ?? 0]);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
  await untilMutating(lab, shop);
}

const outcomeOf = (name: string): Promise<'changed' | 'refused' | 'unchanged'> =>
  createPod(lab, toPod(shop, name)).then(
    (pod) => (isMutated(pod) ? 'changed' : 'unchanged'),
    () => 'refused',
  );

beforeAll(async () => {
  started = await startWebhookLab(namespace, shop);
  ({ lab, replica } = started);
});

afterAll(() => started.stop());

test('the entries are called in this order, for these pods, and nothing waits for them for ever', async () => {
  const entries = await registered();
  expect(entries.map(({ name }) => name)).toEqual([
    'datadog.webhook.agent.config',
    'datadog.webhook.standard.tags',
    'datadog.webhook.lib.injection',
  ]);
  for (const entry of entries)
    expect(entry).toMatchObject({
      failurePolicy: 'Ignore',
      matchPolicy: 'Exact',
      reinvocationPolicy: 'IfNeeded',
      sideEffects: 'None',
      timeoutSeconds: 10,
      objectSelector: { matchLabels: { 'admission.datadoghq.com/enabled': 'true' } },
      namespaceSelector: {
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', namespace] },
        ],
      },
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
    });
});

test('somebody breaks the CA bundle, the selector, the order or the policy: it is put back', async () => {
  const before = await registered();
  const stranger = readFileSync(lab.apiCaPath).toString('base64');
  const breaks = [
    [{ op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: stranger }],
    [{ op: 'replace', path: '/webhooks/1/objectSelector', value: {} }],
    [{ op: 'add', path: '/webhooks/0/objectSelector/matchLabels/team', value: 'nobody' }],
    [{ op: 'add', path: '/webhooks/1/namespaceSelector/matchLabels', value: { team: 'nobody' } }],
    [{ op: 'replace', path: '/webhooks/2/rules/0/scope', value: 'Cluster' }],
    [{ op: 'replace', path: '/webhooks/2/failurePolicy', value: 'Fail' }],
    [{ op: 'remove', path: '/webhooks/1' }],
    [{ op: 'move', from: '/webhooks/0', path: '/webhooks/2' }],
    [{ op: 'replace', path: '/webhooks', value: [] }],
  ];
  for (const operations of breaks) {
    await patchWebhook(operations, 'json');
    await untilRepaired(before);
  }
  expect(await outcomeOf('repaired')).toBe('changed');
});

test('somebody deletes the webhook object: it is back, and what others added to it is left alone', async () => {
  const before = await registered();
  await send(lab.client, 'DELETE', webhookPath);
  await untilRepaired(before);
  await patchWebhook({ metadata: { annotations: { 'example.com/team': 'shop' } } });
  await patchWebhook([{ op: 'replace', path: '/webhooks/0/timeoutSeconds', value: 3 }], 'json');
  await untilRepaired(before);
  expect((await lab.get<Webhook>(webhookPath)).metadata).toMatchObject({ annotations: { 'example.com/team': 'shop' } });
});

test('failurePolicy Ignore, and nobody answers: pods are created, unchanged; the first one after the return is changed', async () => {
  expect(await outcomeOf('ignore-up')).toBe('changed');
  lab.balancer.setBackends([]);
  expect(await outcomeOf('ignore-down')).toBe('unchanged');
  lab.balancer.setBackends([replica.ports.http ?? 0]);
  expect(await outcomeOf('ignore-back')).toBe('changed');
});

test('failurePolicy Fail, and nobody answers: opted-in pods are refused, all others are not', async () => {
  await restart({ DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'fail' });
  // it is ready, and called, before it leads and has written its own policy
  await eventually(async () =>
    expect((await registered()).map(({ failurePolicy }) => failurePolicy)).toEqual(['Fail', 'Fail', 'Fail']),
  );
  lab.balancer.setBackends([]);
  const refusal = createPod(lab, toPod(shop, 'fail-down'));
  await expect(refusal).rejects.toThrow('failed calling webhook \\"datadog.webhook.agent.config\\"');
  expect(isMutated(await createPod(lab, toPod(shop, 'fail-unlabelled', {})))).toBe(false);
  lab.balancer.setBackends([replica.ports.http ?? 0]);
  expect(await outcomeOf('fail-back')).toBe('changed');
});

const fight = async (): Promise<void> => {
  const before = await registered();
  for (const value of [1, 2, 3]) {
    await patchWebhook([{ op: 'replace', path: '/webhooks/0/timeoutSeconds', value }], 'json');
    await untilRepaired(before);
  }
};

test('somebody fights for an entry under a stream of pods: no call fails', async () => {
  const { unmutated, refused } = await createPodsWhile(lab, shop, fight());
  expect({ unmutated, refused }).toEqual({ unmutated: [], refused: [] });
});

test('an annotation takes the registration away for good, as before an uninstallation', async () => {
  await patchWebhook({ metadata: { annotations: { 'admission.dogwatch.io/unregister': 'true' } } });
  await eventually(() => expect(registered()).rejects.toThrow('404'));
  await eventually(async () => expect(await outcomeOf(`gone-${Date.now()}`)).toBe('unchanged'));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await expect(registered()).rejects.toThrow('404');
  expect((await replica.probe('/readyz')).status).toBe(200);
});
