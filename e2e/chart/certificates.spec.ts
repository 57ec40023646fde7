import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { find, kubectl, type Rendered, renderValues } from './helm.ts';
import { get, kubeconfig, namespace, prepareCluster, release, uninstall } from './release.ts';

const secret = 'r-dogwatch-external-metrics-api-tls';

function fromBase64(text = ''): string {
  return Buffer.from(text, 'base64').toString();
}

/** The authorities that the API server trusts. */
async function readBundle(): Promise<X509Certificate[]> {
  const { spec } = await get('apiservice', 'v1beta1.external.metrics.k8s.io');
  return (
    fromBase64(spec.caBundle)
      .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)
      ?.map((pem) => new X509Certificate(pem)) ?? []
  );
}

async function readServed(): Promise<X509Certificate> {
  const { data } = await get('secret', secret);
  return new X509Certificate(fromBase64(data?.['tls.crt']));
}

function isTrusted(leaf: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return authorities.some((authority) => leaf.verify(authority.publicKey));
}

/** As if the certificate were in the last third of its life. */
async function letAge(): Promise<void> {
  await kubectl(
    ['annotate', 'secret', secret, 'dogwatch.io/renew-after=1', '--overwrite', '-n', namespace],
    kubeconfig,
  );
}

describe('a certificate of the chart in the last third of its life', () => {
  beforeAll(async () => {
    await prepareCluster();
    await release('install');
  });
  afterAll(uninstall);

  it('is renewed by an upgrade, and the API server trusts the old one as long as pods serve it', async () => {
    const old = await readServed();
    expect(await readBundle()).toHaveLength(1);
    await letAge();
    await release('upgrade', '--force-conflicts');
    const made = await readServed();
    expect(made.fingerprint256).not.toBe(old.fingerprint256);
    const both = await readBundle();
    expect(both).toHaveLength(2);
    expect([old, made].map((leaf) => isTrusted(leaf, both))).toEqual([true, true]);
    await release('upgrade');
    expect((await readServed()).fingerprint256).toBe(made.fingerprint256);
    expect((await readBundle()).map(({ fingerprint256 }) => fingerprint256)).toEqual(
      both.map(({ fingerprint256 }) => fingerprint256),
    );
  });

  it('leaves the bundle after the next renewal', async () => {
    const [last, first] = await readBundle();
    await letAge();
    await release('upgrade', '--force-conflicts');
    const prints = (await readBundle()).map(({ fingerprint256 }) => fingerprint256);
    expect(prints).toHaveLength(2);
    expect(prints).toContain(last?.fingerprint256);
    expect(prints).not.toContain(first?.fingerprint256);
  });
});

function specOf(objects: readonly Rendered[], kind: string, name: string): unknown {
  return find(objects, kind, name)['spec'];
}

describe.each(['external-metrics-api', 'admission-webhook'])('a certificate of cert-manager for %s', (app) => {
  const values = {
    externalMetricsApi: { certificate: { from: 'certManager' } },
    admissionWebhook: { certManager: { enabled: true } },
  };

  it('is signed by a CA of its own that keeps its key', async () => {
    const objects = await renderValues(values);
    expect(specOf(objects, 'Issuer', `${app}-selfsigned`)).toEqual({ selfSigned: {} });
    expect(specOf(objects, 'Certificate', `${app}-ca`)).toMatchObject({
      isCA: true,
      secretName: `r-dogwatch-${app}-ca`,
      issuerRef: { name: `r-dogwatch-${app}-selfsigned`, kind: 'Issuer' },
      privateKey: { rotationPolicy: 'Never' },
    });
    expect(specOf(objects, 'Issuer', app)).toEqual({ ca: { secretName: `r-dogwatch-${app}-ca` } });
    expect(specOf(objects, 'Certificate', app)).toMatchObject({
      issuerRef: { name: `r-dogwatch-${app}`, kind: 'Issuer' },
      privateKey: { rotationPolicy: 'Always' },
    });
  });

  it('is signed by the issuer that is named, and by no other', async () => {
    const issuerRef = { name: 'ours', kind: 'ClusterIssuer' };
    const objects = await renderValues({
      externalMetricsApi: { certificate: { from: 'certManager', issuerRef } },
      admissionWebhook: { certManager: { enabled: true, issuerRef } },
    });
    expect(objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
    expect(specOf(objects, 'Certificate', app)).toMatchObject({ issuerRef });
  });
});
