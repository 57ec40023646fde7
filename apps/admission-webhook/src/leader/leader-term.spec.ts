import { createServer, request as sendRequest, type Server } from 'node:http';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileAdmissionPlan, parseAdmissionOptions } from '@dogwatch/admission';
import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeyPair, secretKeys, toSecretData } from '../certificate/certificate-secrets.js';
import { makeAuthority, makeLeaf } from '../certificate/make-certificates.js';
import { webhookConfigurations } from '../kubernetes/webhook-configurations.js';
import { followWebhook } from '../registration/follow-webhook.js';
import { type LeaderTerm, startLeaderTerm } from './leader-term.js';

vi.setConfig({ testTimeout: 20_000 });
const patience = { timeout: 10_000, interval: 10 };
const namespace = 'datadog';
const secretName = 'webhook-certificate';
const day = 86_400_000;

let kube: KubeSimulator;
let front: Server;
let client: KubeClient;

/** Passes on everything but writes to Secrets, as an API server does for who may only read them. */
async function startFront(): Promise<string> {
  front = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    if (url.includes('/secrets') && method !== 'GET') {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 }));
      return;
    }
    const passed = sendRequest(new URL(url, kube.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const address = front.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeEach(async () => {
  kube = await startKubeSimulator();
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const path = join(kube.kubeconfigPath, '..', 'front');
  writeFileSync(path, kube.kubeconfigFor(kube.adminToken).replaceAll(kube.url, await startFront()));
  client = createKubeClient(loadKubeConfig({ path }));
});

afterEach(async () => {
  await client.close();
  front.closeAllConnections();
  front.close();
  await kube.stop();
});

const validity = { nowMillis: Date.now(), validityMillis: 5 * 365 * day };
const dnsNames = ['webhook.datadog.svc'];

/** Puts the certificates into their Secrets, and leads. */
async function lead(authority: KeyPair & { readonly previous?: string }, leaf: KeyPair, nowMillis = () => Date.now()) {
  const { authority: caKeys, leaf: leafKeys } = secretKeys;
  const load = (name: string, data: Readonly<Record<string, string | undefined>>): void =>
    void kube.load({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data: toSecretData(data) });
  const { cert, key, previous } = authority;
  load(`${secretName}-ca`, { [caKeys.cert]: cert, [caKeys.key]: key, [caKeys.previous]: previous });
  load(secretName, { [leafKeys.cert]: leaf.cert, [leafKeys.key]: leaf.key });
  let term: LeaderTerm | undefined;
  const told: string[] = [];
  const onChange = (): void => term?.wake();
  const webhook = followWebhook({ client, webhookName: 'datadog-webhook', log: silentLogger, onChange });
  const timing = { validityMillis: 365 * day, renewBeforeMillis: 30 * day, settleMillis: 60_000 };
  const plan = compileAdmissionPlan(parseAdmissionOptions({}), { ownNamespace: namespace, startTimeSeconds: 0 });
  term = startLeaderTerm({
    client,
    webhook,
    log: silentLogger,
    nowMillis,
    certificates: { namespace, secretName, dnsNames, ...timing, served: () => undefined },
    registration: { plan, servicePort: 443, injectCaFrom: undefined },
    hasAksSelectors: false,
    onReconciled: (controller, failure) => void told.push(`${controller} ${failure?.code ?? 'done'}`),
  });
  const isRegistered = async (): Promise<void> => {
    expect(await client.get(webhookConfigurations, { name: 'datadog-webhook' })).toMatchObject({ ok: true });
  };
  await vi.waitFor(isRegistered, patience);
  const stop = async (): Promise<void> => void (await Promise.all([term?.stop(), webhook.stop()]));
  return { told, wake: onChange, stop };
}

test('while a certificate cannot be renewed, the registration is kept in place with the one that is there', async () => {
  const authority = await makeAuthority(validity);
  const leaf = await makeLeaf({ ...validity, authority, dnsNames: ['of.a.former.name'] });
  const { told, stop } = await lead(authority, leaf);
  expect(told).toEqual(expect.arrayContaining(['secrets 403', 'webhooks done']));
  await stop();
});

test('a clock that jumps does not shorten the time in which API servers learn to trust a CA', async () => {
  let ahead = 0;
  const previous = await makeAuthority(validity);
  const leaf = await makeLeaf({ ...validity, authority: previous, dnsNames });
  const authority = { ...(await makeAuthority(validity)), previous: previous.cert };
  const { told, wake, stop } = await lead(authority, leaf, () => Date.now() + ahead);
  const untilLooked = async (): Promise<void> => {
    const before = told.length;
    wake();
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(before + 1), patience);
  };
  await untilLooked();
  ahead = 3_600_000;
  await untilLooked();
  expect(new Set(told)).toEqual(new Set(['secrets done', 'webhooks done']));
  await stop();
});
