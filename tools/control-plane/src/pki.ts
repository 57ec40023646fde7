import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hourMillis = 3_600_000;
const validMillis = 30 * 24 * hourMillis;

/** A certificate and its private key, both PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority made for one run. */
export interface Authority extends Identity {
  /** Signs a certificate for clients and servers. `hosts` are names and addresses. */
  issue(subject: {
    readonly commonName: string;
    readonly organizations?: readonly string[];
    readonly hosts?: readonly string[];
    /** How long it is valid, from one hour ago; may lie in the past for tests of expiry. 30 days by default. */
    readonly validMillis?: number;
  }): Promise<Identity>;
}

type KeyPair = webcrypto.CryptoKeyPair;

async function generateKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function toIdentity(certificate: x509.X509Certificate, keys: KeyPair): Identity {
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { certificate: `${certificate.toString('pem')}\n`, key };
}

function validity(millis: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const notBefore = Date.now() - hourMillis;
  return { notBefore: new Date(notBefore), notAfter: new Date(notBefore + millis) };
}

async function issue(authority: x509.X509Certificate, signer: KeyPair, subject: Parameters<Authority['issue']>[0]) {
  const keys = await generateKeys();
  const hosts = subject.hosts ?? [];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [
      ...(subject.organizations ?? []).map((organization) => ({ O: [organization] })),
      { CN: [subject.commonName] },
    ],
    issuer: authority.subject,
    ...validity(subject.validMillis ?? validMillis),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth]),
      ...(hosts.length === 0
        ? []
        : [
            new x509.SubjectAlternativeNameExtension(
              hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
            ),
          ]),
    ],
  });
  return toIdentity(certificate, keys);
}

/** A new self-signed authority. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    ...validity(validMillis),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { ...toIdentity(certificate, keys), issue: async (subject) => issue(certificate, keys, subject) };
}

/** A key pair for service account tokens, both halves PEM. */
export function createServiceAccountKeys(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) };
}
