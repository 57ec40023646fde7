import { X509Certificate } from 'node:crypto';
import { coreResources, createKubeClient, type KubeClient, loadKubeConfig, type Secret } from '@dogwatch/kube';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isSignedBy, type Leaf, readAuthority, readLeaf, secretKeys, toSecretData } from './certificate-secrets.js';
import { type CertificateKeeper, type CertificateOptions, keepCertificates } from './keep-certificates.js';
import { makeAuthority, makeLeaf } from './make-certificates.js';

vi.setConfig({ testTimeout: 20_000 });
const patience = { timeout: 10_000, interval: 5 };
const namespace = 'datadog';
const secretName = 'webhook-certificate';
const dnsNames = ['webhook', 'webhook.datadog.svc'];
const day = 86_400_000;

let kube: KubeSimulator;
let client: KubeClient;
let keepers: CertificateKeeper[] = [];

beforeEach(async () => {
  kube = await startKubeSimulator();
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
});

afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  keepers = [];
  await client.close();
  await kube.stop();
});

/** A keeper that has seen both Secrets, as many as are there. */
async function keep(secrets: number, change: Partial<CertificateOptions> = {}): Promise<CertificateKeeper> {
  let looks = 0;
  const options = {
    client,
    namespace,
    secretName,
    dnsNames,
    validityMillis: 365 * day,
    renewBeforeMillis: 30 * day,
    settleMillis: 60_000,
    served: () => undefined,
    nowMillis: () => Date.now(),
    log: silentLogger,
    ...change,
  };
  const keeper = keepCertificates(options, () => (looks += 1));
  keepers.push(keeper);
  await vi.waitFor(() => expect(looks).toBe(2 + secrets), patience);
  return keeper;
}

async function secret(name: string): Promise<Secret | undefined> {
  const found = await client.get(coreResources.secrets, { namespace, name });
  return found.ok ? found.value : undefined;
}

async function held(): Promise<{ readonly authority: string; readonly leaf: Leaf }> {
  const authority = readAuthority(await secret(`${secretName}-ca`));
  const leaf = readLeaf(await secret(secretName));
  if (typeof authority === 'string' || typeof leaf === 'string') throw new Error('a Secret holds nothing');
  return { authority: authority.cert, leaf };
}

function load(name: string, data: Readonly<Record<string, string | undefined>>, type = 'Opaque'): void {
  kube.load({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, data: toSecretData(data) });
}

test('of leaders that make a CA at the same time, those who came too late sign nothing with theirs', async () => {
  const leaders = [await keep(0), await keep(0), await keep(0)];
  await Promise.all(leaders.map((keeper) => keeper.reconcile(undefined)));
  const { authority, leaf } = await held();
  expect(isSignedBy(leaf.cert, authority)).toBe(true);
});

test('certificates from a clock that ran ahead are made again', async () => {
  const ahead = await keep(0, { nowMillis: () => Date.now() + 400 * day });
  await ahead.reconcile(undefined);
  await ahead.stop();
  const now = await keep(2);
  await now.reconcile(Date.now());
  const { authority, leaf } = await held();
  for (const pem of [authority, leaf.cert])
    expect(Date.parse(new X509Certificate(pem).validFrom)).toBeLessThan(Date.now());
  expect(isSignedBy(leaf.cert, authority)).toBe(true);
});

test('when both Secrets are spoilt, what is served stays until the new CA is trusted', async () => {
  const validity = { nowMillis: Date.now(), validityMillis: 365 * day };
  const authority = await makeAuthority({ ...validity, validityMillis: 5 * 365 * day });
  const { cert, key } = await makeLeaf({ ...validity, authority, dnsNames });
  const served = readLeaf({
    metadata: { name: secretName },
    data: toSecretData({ [secretKeys.leaf.cert]: cert, [secretKeys.leaf.key]: key }),
  });
  if (typeof served === 'string') throw new Error(served);
  load(`${secretName}-ca`, { [secretKeys.authority.cert]: 'half of a' });
  load(secretName, { [secretKeys.leaf.cert]: cert });
  const keeper = await keep(2, { served: () => served });
  await keeper.reconcile(undefined);
  expect(readAuthority(await secret(`${secretName}-ca`))).toMatchObject({ previous: authority.cert.trim() });
  expect(readLeaf(await secret(secretName))).toBe('unreadable');
});

test('a Secret of a type that forbids our keys is made anew', async () => {
  load(secretName, { 'tls.crt': '', 'tls.key': '' }, 'kubernetes.io/tls');
  const keeper = await keep(1);
  await keeper.reconcile(undefined);
  await vi.waitFor(async () => {
    await keeper.reconcile(undefined);
    const { authority, leaf } = await held();
    expect(isSignedBy(leaf.cert, authority)).toBe(true);
  }, patience);
  expect((await secret(secretName))?.type).toBe('Opaque');
});
