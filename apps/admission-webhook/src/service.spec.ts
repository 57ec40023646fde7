import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { once } from 'node:events';
import {
  admissionDecisionsMade,
  admissionDecisionsMadeSubject,
  type AdmissionDecisionsMade,
  admissionRescan,
  admissionRescanSubject,
  explainAnswer,
  explainSubject,
} from '@dogwatch/messages';
import { coreResources } from '@dogwatch/kube';
import { connectNats, type NatsLink } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { webhookConfigurations } from './kubernetes/webhook-configurations.js';
import { startTestWebhook, type TestWebhook } from './testing/start-webhook.js';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });
const patience = { timeout: 10_000, interval: 20 };

const metadata = { name: 'web', labels: { 'admission.datadoghq.com/enabled': 'true' } };
const spec = { containers: [{ name: 'app', image: 'example.com/app:1' }] };
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d', uid: 'u-rs', controller: true };
const webhookKey = { name: 'datadog-webhook' };
const secretKey = { namespace: 'datadog', name: 'webhook-certificate' };

function decode(response: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(Buffer.from(String(response['patch']), 'base64').toString('utf8'));
}

describe('the service', () => {
  let webhook: TestWebhook;
  let link: NatsLink;
  const told: AdmissionDecisionsMade[] = [];

  beforeAll(async () => {
    webhook = await startTestWebhook({ DD_ADMISSION_CONTROLLER_CERTIFICATE_SETTLE_TIME: '0' }, (kube) => {
      kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
      const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u-d', controller: true };
      kube.load({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'web-5d', namespace: 'shop', ownerReferences: [deployment] },
      });
      const labels = { 'tags.datadoghq.com/service': 'shop-web' };
      kube.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop', labels } });
    });
    link = connectNats({ servers: webhook.broker.url, name: 'spec', log: silentLogger });
    const listener = link.subscribeJson(admissionDecisionsMadeSubject, admissionDecisionsMade, (message) =>
      told.push(message),
    );
    await listener.ready();
    await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), patience);
  });

  afterAll(async () => {
    await link.stop();
    await webhook.stop();
  });

  async function handshake(): Promise<{ readonly protocol: string | null; readonly serial: string }> {
    const { value } = (await webhook.client.get(webhookConfigurations, webhookKey)) as {
      readonly value: { readonly webhooks: readonly { readonly clientConfig: { readonly caBundle: string } }[] };
    };
    const ca = Buffer.from(value.webhooks[0]?.clientConfig.caBundle ?? '', 'base64').toString();
    const port = webhook.service.ports.http ?? 0;
    const servername = 'datadog-admission-controller.datadog.svc';
    const socket = connect({ host: '127.0.0.1', port, ca, servername });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    const { serialNumber: serial } = new X509Certificate(socket.getPeerCertificate().raw);
    const protocol = socket.getProtocol();
    socket.destroy();
    return { protocol, serial };
  }

  async function serialServed(): Promise<string> {
    return (await handshake()).serial;
  }

  test('is registered, with a CA by which its certificate is accepted', async () => {
    const live = await webhook.client.get(webhookConfigurations, webhookKey);
    expect(live).toMatchObject({ ok: true, value: { webhooks: [{ name: 'datadog.webhook.agent.config' }, {}, {}] } });
    expect((await handshake()).protocol).toBe('TLSv1.3');
  });

  test('changes a pod', async () => {
    const response = await webhook.review('/injectconfig?timeout=10s', { metadata, spec });
    expect(response).toMatchObject({ uid: 'u-1', allowed: true, patchType: 'JSONPatch' });
    expect(JSON.stringify(decode(response))).toContain('DD_AGENT_HOST');
  });

  test('finds the tags of a Deployment behind a ReplicaSet, and reads it once', async () => {
    const { name: _, ...nameless } = metadata;
    const pod = { metadata: { ...nameless, generateName: 'web-5d-', ownerReferences: [owner] }, spec };
    const responses = await Promise.all([1, 2, 3].map(() => webhook.review('/injecttags', pod)));
    for (const response of responses) expect(JSON.stringify(decode(response))).toContain('shop-web');
    await expect(webhook.metrics()).resolves.toContain('admission_webhooks_owner_cache_miss{resource="replicasets"}');
    await webhook.review('/injecttags', pod);
    await expect(webhook.metrics()).resolves.toContain('admission_webhooks_owner_cache_hit{resource="replicasets"} 1');
  });

  test('tells of a failure in an Event of the owner, but for dry runs', async () => {
    const env = [{ name: 'JAVA_TOOL_OPTIONS', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    const annotations = { 'admission.datadoghq.com/java-lib.version': 'v1' };
    const pod = {
      metadata: { generateName: 'web-5d-', labels: metadata.labels, annotations, ownerReferences: [owner] },
      spec: { containers: [{ name: 'app', env }] },
    };
    const events = () => webhook.client.list(coreResources.events, { namespace: 'shop' });
    await webhook.review('/injectlib', pod, { dryRun: true });
    const response = await webhook.review('/injectlib', pod);
    expect(response).toMatchObject({ allowed: true, warnings: [expect.stringMatching(/^datadog: /)] });
    await vi.waitFor(async () => {
      const found = await events();
      expect(found.ok && found.value.items).toMatchObject([
        {
          involvedObject: { kind: 'ReplicaSet', name: 'web-5d' },
          type: 'Warning',
          reason: 'DefinedByReference',
          count: 1,
        },
      ]);
    }, patience);
  });

  test('publishes what it decided, and remembers it', async () => {
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patience);
    expect(told[0]).toMatchObject({ instance: 'webhook-0', omitted: 0 });
    const first = { namespace: 'shop', pod: 'web', mutation: 'agent_config', outcome: 'mutated' };
    expect(told[0]?.decisions[0]).toMatchObject(first);
    const answer = await link.requestJson(
      explainSubject,
      { app: 'admission-webhook' },
      { kind: 'pod', namespace: 'shop', name: 'web-5d-x8k2p' },
      { schema: explainAnswer, timeoutMillis: 5000 },
    );
    expect(answer).toMatchObject({ ok: true, value: { known: true } });
    expect(JSON.stringify(answer)).toContain('DD_SERVICE from the labels of Deployment web');
  });

  test('explains a pod that is not there yet', async () => {
    const answer = await link.requestJson(
      explainSubject,
      { app: 'admission-webhook' },
      { kind: 'pod', namespace: 'shop', name: '', object: { metadata: { name: 'x' }, spec } },
      { schema: explainAnswer, timeoutMillis: 5000 },
    );
    const steps = answer.ok ? answer.value.steps : [];
    expect(steps.map(({ reason }) => reason)).toEqual(['NotOptedIn', 'NotOptedIn', 'NotOptedIn']);
  });

  test('finds running pods that lack something', async () => {
    for (const [name, labels] of [
      ['forgotten', metadata.labels],
      ['left-alone', {}],
    ] as const) {
      const key = { name, namespace: 'shop' };
      webhook.kube.load({ apiVersion: 'v1', kind: 'Pod', metadata: { ...key, labels }, spec });
      await webhook.client.patchStatus(coreResources.pods, key, {
        type: 'merge',
        body: { status: { phase: 'Running' } },
      });
    }
    const answer = await link.requestJson(
      admissionRescanSubject,
      {},
      { namespace: 'shop' },
      {
        schema: admissionRescan,
        timeoutMillis: 5000,
      },
    );
    expect(answer).toMatchObject({ ok: true, value: { missing: 1, pods: [{ namespace: 'shop', name: 'forgotten' }] } });
  });

  test('puts the webhook configuration back when somebody changes or deletes it', async () => {
    const isWhole = async (): Promise<void> => {
      const live = await webhook.client.get(webhookConfigurations, webhookKey);
      expect(live).toMatchObject({ ok: true, value: { webhooks: [{ failurePolicy: 'Ignore' }, {}, {}] } });
    };
    const body = { webhooks: [] };
    await webhook.client.patch(webhookConfigurations, webhookKey, { type: 'merge', body });
    await vi.waitFor(isWhole, patience);
    await webhook.client.delete(webhookConfigurations, webhookKey);
    await vi.waitFor(isWhole, patience);
    expect(webhook.lines.join('')).toContain('Somebody changed the webhook configuration');
  });

  test('serves a new certificate when the old one is gone or broken', async () => {
    const before = await serialServed();
    await webhook.client.delete(coreResources.secrets, secretKey);
    await vi.waitFor(async () => expect(await serialServed()).not.toBe(before), patience);
    const second = await serialServed();
    await webhook.client.patch(coreResources.secrets, secretKey, {
      type: 'merge',
      body: { data: { 'cert.pem': 'eA==' } },
    });
    await vi.waitFor(async () => expect(await serialServed()).not.toBe(second), patience);
  });

  test('trusts two CAs while it rotates them', async () => {
    const before = await serialServed();
    const alarms = (): number => webhook.lines.filter((line) => line.includes('Somebody changed')).length;
    const alarmsBefore = alarms();
    await webhook.client.delete(coreResources.secrets, { ...secretKey, name: 'webhook-certificate-ca' });
    // at every moment the certificate that is served is accepted
    await vi.waitFor(async () => expect(await serialServed()).not.toBe(before), { timeout: 45_000, interval: 20 });
    expect(alarms()).toBe(alarmsBefore);
  }, 60_000);

  test('goes away when its annotation says so, and stays away', async () => {
    const annotations = { 'admission.dogwatch.io/unregister': 'true' };
    const body = { metadata: { annotations } };
    await webhook.client.patch(webhookConfigurations, webhookKey, { type: 'merge', body });
    const isGone = async (): Promise<void> =>
      expect(await webhook.client.get(webhookConfigurations, webhookKey)).toMatchObject({ code: 404 });
    await vi.waitFor(isGone, patience);
    await vi.waitFor(async () => expect(await webhook.readyz()).toMatchObject({ status: 'ok' }), patience);
    await isGone();
  });
});
