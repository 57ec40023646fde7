import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Secret } from '@dogwatch/kube';
import type { Held, LeafFacts } from './plan-certificates.js';

/** A certificate, or a chain that begins with it, and its private key, PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The content of the CA's Secret. */
export interface Authority extends KeyPair {
  readonly notBeforeMillis: number;
  readonly notAfterMillis: number;
  /** PEM of the CA before, as long as API servers have to trust it. */
  readonly previous?: string;
}

/** The content of the leaf's Secret. */
export interface Leaf extends KeyPair {
  readonly notBeforeMillis: number;
  readonly notAfterMillis: number;
  readonly dnsNames: readonly string[];
  /** PEM of the CA that signed it, when the chain holds it. */
  readonly issuer?: string;
}

/** Keys in the Secrets' data: those of the Datadog Cluster Agent for the leaf, ours for the CA. */
export const secretKeys = {
  leaf: { cert: 'cert.pem', key: 'key.pem' },
  tls: { cert: 'tls.crt', key: 'tls.key' },
  authority: { cert: 'ca.pem', key: 'ca-key.pem', previous: 'previous-ca.pem' },
} as const;

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, each as PEM. */
export function splitPem(pem: string): readonly string[] {
  return pem.match(certificatePattern) ?? [];
}

/** Reads the CA's Secret. */
export function readAuthority(secret: Secret | undefined): Held<Authority> {
  const { cert, key, previous } = secretKeys.authority;
  return readHeld(secret, () => {
    const pair = readPair(secret, cert, key);
    const certificate = new X509Certificate(pair.cert);
    if (!certificate.ca) throw new Error(`${cert} is no CA`);
    const before = decode(secret, previous);
    if (before !== undefined && before !== '') void new X509Certificate(before);
    return { ...pair, ...readValidity(certificate), ...(before && { previous: before }) };
  });
}

/** Reads the leaf's Secret, under our names or those of a `kubernetes.io/tls` Secret. */
export function readLeaf(secret: Secret | undefined): Held<Leaf> {
  return readHeld(secret, () => {
    const names = secret?.data?.[secretKeys.leaf.cert] === undefined ? secretKeys.tls : secretKeys.leaf;
    const pair = readPair(secret, names.cert, names.key);
    const certificate = new X509Certificate(pair.cert);
    const [, issuer] = splitPem(pair.cert);
    return {
      ...pair,
      ...readValidity(certificate),
      dnsNames: toAltNames(certificate.subjectAltName),
      ...(issuer !== undefined && { issuer }),
    };
  });
}

/** Whether the first certificate of a PEM text was signed by that CA. */
export function isSignedBy(pem: string, authorityPem: string): boolean {
  const authority = new X509Certificate(authorityPem);
  const certificate = new X509Certificate(pem);
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** What there is to decide about a leaf under an authority. */
export function toLeafFacts(leaf: Held<Leaf>, authority: Held<Authority>): Held<LeafFacts> {
  if (typeof leaf === 'string') return leaf;
  const { notBeforeMillis, notAfterMillis, dnsNames, cert, issuer } = leaf;
  const facts = { notBeforeMillis, notAfterMillis, dnsNames };
  if (typeof authority === 'string') {
    // a lost CA: its certificate is in the chain, so that what it signed can stay in use
    const isKnown = issuer !== undefined && isSignedBy(cert, issuer);
    return { ...facts, signedBy: isKnown ? 'previous' : 'other' };
  }
  if (isSignedBy(cert, authority.cert)) return { ...facts, signedBy: 'current' };
  const isOlder = authority.previous !== undefined && isSignedBy(cert, authority.previous);
  return { ...facts, signedBy: isOlder ? 'previous' : 'other' };
}

/** Secret data from texts; undefined ones are left out. */
export function toSecretData(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, Buffer.from(text).toString('base64')]],
    ),
  );
}

function readHeld<T>(secret: Secret | undefined, read: () => T): Held<T> {
  if (secret === undefined) return 'missing';
  try {
    return read();
  } catch {
    return 'unreadable';
  }
}

function readValidity({ validFrom, validTo }: X509Certificate): {
  readonly notBeforeMillis: number;
  readonly notAfterMillis: number;
} {
  return { notBeforeMillis: Date.parse(validFrom), notAfterMillis: Date.parse(validTo) };
}

function readPair(secret: Secret | undefined, certName: string, keyName: string): KeyPair {
  const cert = decode(secret, certName) ?? '';
  const key = decode(secret, keyName) ?? '';
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Error('key of another certificate');
  return { cert, key };
}

function decode(secret: Secret | undefined, name: string): string | undefined {
  const value = secret?.data?.[name];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

function toAltNames(text: string | undefined): readonly string[] {
  return (text ?? '').split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length)] : []));
}
