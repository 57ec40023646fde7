import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority for tests. */
export interface TestCa extends CertificatePair {
  readonly signingKey: webcrypto.CryptoKey;
}

/** What a test certificate says. */
export interface CertificateOrder {
  readonly ca: TestCa;
  readonly commonName: string;
  /** `O` of the subject; Kubernetes reads them as groups. */
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ips?: readonly string[];
  /** Both by default. */
  readonly usages?: readonly ('client' | 'server')[];
  /** In one day by default; a past time makes an expired certificate. */
  readonly notAfter?: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMillis = 86_400_000;
const purposes = { client: x509.ExtendedKeyUsage.clientAuth, server: x509.ExtendedKeyUsage.serverAuth };

/** Makes a certificate authority that is valid for a year. */
export async function createTestCa(commonName: string): Promise<TestCa> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    notBefore: new Date(Date.now() - dayMillis),
    notAfter: new Date(Date.now() + 365 * dayMillis),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await toPem(keys.privateKey), signingKey: keys.privateKey };
}

/** Issues a certificate with a new P-256 key. */
export async function issueCertificate(order: CertificateOrder): Promise<CertificatePair> {
  const { ca, commonName, organizations = [], dnsNames = [], ips = [], usages = ['client', 'server'] } = order;
  const notAfter = order.notAfter ?? new Date(Date.now() + dayMillis);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ips.map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }],
    issuer: new x509.X509Certificate(ca.certificate).subject,
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - dayMillis),
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: ca.signingKey,
    extensions: [
      new x509.ExtendedKeyUsageExtension(usages.map((usage) => purposes[usage])),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await toPem(keys.privateKey) };
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
