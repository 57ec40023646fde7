import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { send } from '../lab/apply.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';
import { createPodsWhile, untilMutating } from '../lab/pods.ts';

const namespace = 'dogwatch-certificates';
const shop = 'dogwatch-certificates-shop';
const secrets = `/api/v1/namespaces/${namespace}/secrets`;
const leafPath = `${secrets}/webhook-certificate`;
const authorityPath = `${secrets}/webhook-certificate-ca`;
const webhookPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/datadog-webhook';
const settings = {
  // a call that fails is then a pod that is refused
  DD_ADMISSION_CONTROLLER_FAILURE_POLICY: 'Fail',
  DD_ADMISSION_CONTROLLER_CERTIFICATE_SETTLE_TIME: '3',
};
let lab: Lab;
const replicas: AppProcess[] = [];

interface Secret {
  readonly data: Readonly<Record<string, string>>;
}

interface Webhook {
  readonly webhooks: readonly { readonly clientConfig: { readonly caBundle: string } }[];
}

async function certificateIn(path: string, key: string): Promise<X509Certificate> {
  const { data } = await lab.get<Secret>(path);
  return new X509Certificate(Buffer.from(data[key] ?? '', 'base64'));
}

const leaf = (): Promise<X509Certificate> => certificateIn(leafPath, 'cert.pem');
const authority = (): Promise<X509Certificate> => certificateIn(authorityPath, 'ca.pem');

async function caBundle(): Promise<string> {
  const { webhooks } = await lab.get<Webhook>(webhookPath);
  return Buffer.from(webhooks[0]?.clientConfig.caBundle ?? '', 'base64').toString();
}

/** What an API server does that connects now: trusts the bundle as it is, for the name of the Service. */
function shakeHands(ca: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const servername = `datadog-admission-controller.${namespace}.svc`;
  const socket = connect({ host: '127.0.0.1', port: lab.balancer.port, ca, servername });
  socket.once('secureConnect', () => resolve(undefined));
  socket.once('error', ({ message }) => resolve(message));
  return promise.finally(() => socket.destroy());
}

interface Outcome {
  readonly unmutated: readonly string[];
  readonly refused: readonly string[];
  readonly handshakes: readonly string[];
}

const flawless: Outcome = { unmutated: [], refused: [], handshakes: [] };

/** Creates pods, and connects anew again and again, until `work` is done. */
async function watchOver(work: Promise<unknown>): Promise<Outcome> {
  const failed: string[] = [];
  const progress = { isDone: false };
  const knock = async (): Promise<void> => {
    while (!progress.isDone) {
      const problem = await shakeHands(await caBundle());
      if (problem !== undefined) failed.push(problem);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const knocking = knock();
  const { created, unmutated, refused } = await createPodsWhile(lab, shop, work).finally(
    () => (progress.isDone = true),
  );
  await knocking;
  expect(created).toBeGreaterThan(0);
  return { unmutated, refused, handshakes: [...new Set(failed)] };
}

const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

/** Until the leaf is another one than this, and what comes with it is everywhere. */
async function untilReplaced(old: X509Certificate): Promise<void> {
  await eventually(async () => expect((await leaf()).fingerprint256).not.toBe(old.fingerprint256), 60);
  await moment();
}

beforeAll(async () => {
  lab = await startLab({ name: namespace });
  await lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } });
  for (const name of ['webhook-0', 'webhook-1']) replicas.push(await lab.startWebhook(name, settings));
  await lab.serveWebhook(...replicas);
  for (const app of replicas) await eventually(async () => expect((await app.probe('/readyz')).status).toBe(200));
  await untilMutating(lab, shop);
});

afterAll(async () => {
  await lab.client.raw('DELETE', `/api/v1/namespaces/${shop}`);
  await lab.stop();
});

test('the certificate is replaced, because its Secret is gone', async () => {
  const old = await leaf();
  const rotate = async (): Promise<void> => {
    await send(lab.client, 'DELETE', leafPath);
    await untilReplaced(old);
  };
  expect(await watchOver(rotate())).toEqual(flawless);
  expect((await leaf()).checkIssued(await authority())).toBe(true);
});

test('the certificate is replaced, because its Secret holds nothing of use', async () => {
  const old = await leaf();
  const rotate = async (): Promise<void> => {
    await lab.client.raw('PATCH', leafPath, {
      body: { data: { 'cert.pem': Buffer.from('nonsense').toString('base64') } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    await eventually(async () => expect((await leaf()).fingerprint256).not.toBe(old.fingerprint256), 60);
    await moment();
  };
  expect(await watchOver(rotate())).toEqual(flawless);
});

test('the CA is replaced: both are trusted before the new one signs', async () => {
  const old = { authority: await authority(), leaf: await leaf() };
  const rotate = async (): Promise<void> => {
    await send(lab.client, 'DELETE', authorityPath);
    await eventually(async () => expect((await authority()).fingerprint256).not.toBe(old.authority.fingerprint256));
    await eventually(async () => expect((await caBundle()).match(/BEGIN/g)).toHaveLength(2));
    await untilReplaced(old.leaf);
  };
  expect(await watchOver(rotate())).toEqual(flawless);
  expect((await leaf()).checkIssued(await authority())).toBe(true);
});

test('both are lost at once: what is served goes on until the new CA is trusted', async () => {
  const old = await leaf();
  const rotate = async (): Promise<void> => {
    await Promise.all([send(lab.client, 'DELETE', leafPath), send(lab.client, 'DELETE', authorityPath)]);
    await eventually(leaf);
    await untilReplaced(old);
  };
  expect(await watchOver(rotate())).toEqual(flawless);
  expect((await leaf()).checkIssued(await authority())).toBe(true);
});

test('longer lives are configured, so that the leader replaces both: in the same order', async () => {
  const old = { authority: await authority(), leaf: await leaf() };
  const longer = {
    ...settings,
    DD_ADMISSION_CONTROLLER_CERTIFICATE_VALIDITY_BOUND: '87600',
    DD_ADMISSION_CONTROLLER_CERTIFICATE_EXPIRATION_THRESHOLD: '87000',
  };
  const roll = async (): Promise<void> => {
    const fresh = [await lab.startWebhook('webhook-2', longer), await lab.startWebhook('webhook-3', longer)];
    for (const app of fresh) await eventually(async () => expect((await app.probe('/readyz')).status).toBe(200));
    lab.balancer.setBackends(
      fresh.flatMap(({ ports }) => ports.http ?? []),
      'keep',
    );
    for (const app of replicas) await app.stop();
    await untilReplaced(old.leaf);
  };
  expect(await watchOver(roll())).toEqual(flawless);
  expect((await authority()).fingerprint256).not.toBe(old.authority.fingerprint256);
  expect((await leaf()).checkIssued(await authority())).toBe(true);
});
