import { randomBytes, webcrypto } from 'node:crypto';
import type { KeyPair } from './certificate-secrets.js';

/** When a certificate is valid. */
export interface Validity {
  readonly nowMillis: number;
  readonly validityMillis: number;
}

type X509 = typeof import('@peculiar/x509');

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

const organization = 'Datadog';
/** Clocks differ: a certificate counts from a little before it was made. */
const backdateMillis = 300_000;

/** Makes a CA that may sign leaves only. Its name is unique, so that two of them are never mixed up. */
export async function makeAuthority({ nowMillis, validityMillis }: Validity): Promise<KeyPair> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomSerial(),
      name: [{ O: [organization] }, { CN: [`admission-webhook CA ${randomBytes(4).toString('hex')}`] }],
      notBefore: new Date(nowMillis - backdateMillis),
      notAfter: new Date(nowMillis + validityMillis),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { cert: certificate.toString('pem'), key: await exportKey(x509, keys.privateKey) };
}

/** What a leaf is made from. */
export interface LeafOrder extends Validity {
  readonly authority: KeyPair;
  readonly dnsNames: readonly string[];
}

/** Makes a server certificate for these names; its PEM is the chain with the CA that signed it. */
export async function makeLeaf({ authority, dnsNames, nowMillis, validityMillis }: LeafOrder): Promise<KeyPair> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.cert);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: randomSerial(),
      subject: [{ O: [organization] }, { CN: [toCommonName(dnsNames)] }],
      issuer: issuer.subject,
      notBefore: new Date(nowMillis - backdateMillis),
      notAfter: new Date(Math.min(nowMillis + validityMillis, issuer.notAfter.getTime())),
      signingAlgorithm: algorithm,
      signingKey: await importKey(x509, authority.key),
      publicKey: keys.publicKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const chain = [certificate.toString('pem'), authority.cert].map((pem) => pem.trim()).join('\n');
  return { cert: `${chain}\n`, key: await exportKey(x509, keys.privateKey) };
}

/** Loaded when a certificate is to be made, which most replicas never do. */
async function loadX509(): Promise<X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(x509: X509, key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function importKey(x509: X509, pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign']);
}

/** 128 bits, positive: the first bit is not set. */
function randomSerial(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}

/** The longest name that fits: a common name has at most 64 characters. */
function toCommonName(dnsNames: readonly string[]): string {
  return dnsNames.filter((name) => name.length <= 64).at(-1) ?? 'admission-webhook';
}
