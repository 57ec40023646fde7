import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { createTestCa, issueCertificate, type TestCa } from '@dogwatch/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyCertificate } from './verify-certificate.js';

const dayMillis = 86_400_000;
const now = Date.now();

let root: TestCa;
let other: TestCa;

beforeAll(async () => {
  [root, other] = await Promise.all([createTestCa('root'), createTestCa('other')]);
});

function read({ certificate }: { certificate: string }): X509Certificate {
  return new X509Certificate(certificate);
}

/** A CA below `ca`; or something that only pretends to be one. */
async function issueIntermediate(ca: TestCa, isCa: boolean): Promise<TestCa> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=intermediate',
    issuer: new x509.X509Certificate(ca.certificate).subject,
    notBefore: new Date(now - dayMillis),
    notAfter: new Date(now + dayMillis),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: ca.signingKey,
    extensions: [new x509.BasicConstraintsExtension(isCa, undefined, true)],
  });
  return { certificate: certificate.toString('pem'), key: '', signingKey: keys.privateKey };
}

describe('a client certificate', () => {
  test('signed by a trusted CA is good until it expires', async () => {
    const leaf = read(await issueCertificate({ ca: root, commonName: 'alice' }));
    expect(verifyCertificate(leaf, [], [read(other), read(root)], now)).toEqual({
      ok: true,
      validUntilMillis: leaf.validToDate.getTime(),
    });
    expect(verifyCertificate(leaf, [], [read(root)], now + 2 * dayMillis)).toMatchObject({
      reason: 'CertificateExpired',
    });
    expect(verifyCertificate(leaf, [], [read(root)], now - 2 * dayMillis)).toMatchObject({
      reason: 'CertificateNotYetValid',
    });
  });

  test('signed by somebody else is not', async () => {
    const leaf = read(await issueCertificate({ ca: other, commonName: 'alice' }));
    expect(verifyCertificate(leaf, [], [read(root)], now)).toEqual({
      ok: false,
      reason: 'UnknownAuthority',
      message: 'no trusted CA has signed it (issuer: CN=other)',
    });
    expect(verifyCertificate(leaf, [], [], now)).toMatchObject({ reason: 'UnknownAuthority' });
  });

  test('of a CA that only has the same name is not', async () => {
    const impostor = await createTestCa('root');
    const leaf = read(await issueCertificate({ ca: impostor, commonName: 'alice' }));
    expect(verifyCertificate(leaf, [], [read(root)], now)).toMatchObject({ reason: 'UnknownAuthority' });
  });

  test('for servers only is not', async () => {
    const leaf = read(await issueCertificate({ ca: root, commonName: 'alice', usages: ['server'] }));
    expect(verifyCertificate(leaf, [], [read(root)], now)).toMatchObject({ reason: 'CertificateNotForClients' });
  });

  test('may be signed by an intermediate CA that the client sends along', async () => {
    const intermediate = await issueIntermediate(root, true);
    const leaf = read(await issueCertificate({ ca: intermediate, commonName: 'alice' }));
    expect(verifyCertificate(leaf, [read(intermediate)], [read(root)], now).ok).toBe(true);
    expect(verifyCertificate(leaf, [], [read(root)], now).ok).toBe(false);
  });

  test('signed by a mere user is not, whatever the client sends along', async () => {
    const user = await issueIntermediate(root, false);
    const leaf = read(await issueCertificate({ ca: user, commonName: 'system:admin' }));
    expect(verifyCertificate(leaf, [read(user)], [read(root)], now)).toMatchObject({ reason: 'UnknownAuthority' });
  });
});
