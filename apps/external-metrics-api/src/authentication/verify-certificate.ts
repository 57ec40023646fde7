import type { X509Certificate } from 'node:crypto';

/** What a certificate chain proved. */
export type VerifiedCertificate =
  | {
      readonly ok: true;
      /** The first moment at which a certificate of the chain is no longer valid. */ readonly validUntilMillis: number;
    }
  | { readonly ok: false; readonly reason: VerifyReason; readonly message: string };

/** Why a chain proves nothing. */
export type VerifyReason =
  | 'CertificateExpired'
  | 'CertificateNotForClients'
  | 'CertificateNotYetValid'
  | 'UnknownAuthority';

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyExtendedUsage = '2.5.29.37.0';
const maxDepth = 5;

/**
 * Verifies a client's certificate against CAs: signatures up to one of `roots`, validity of every certificate at
 * `nowMillis`, CA flag of the issuers, and extended key usage clientAuth where usages are limited. `intermediates` are
 * what the client sent along.
 */
export function verifyCertificate(
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  nowMillis: number,
): VerifiedCertificate {
  const chain = findChain([leaf], intermediates, roots);
  if (chain === undefined) {
    return refuse('UnknownAuthority', `no trusted CA has signed it (issuer: ${toLine(leaf.issuer)})`);
  }
  for (const certificate of chain) {
    const problem = checkValidity(certificate, nowMillis);
    if (problem !== undefined) return problem;
  }
  if (!chain.slice(0, -1).every(isForClients)) {
    return refuse('CertificateNotForClients', 'its extended key usage does not allow TLS client authentication');
  }
  return { ok: true, validUntilMillis: Math.min(...chain.map(({ validToDate }) => validToDate.getTime())) };
}

function findChain(
  path: readonly [X509Certificate, ...X509Certificate[]],
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const last = path.at(-1) ?? path[0];
  const root = roots.find((candidate) => hasIssued(candidate, last));
  if (root !== undefined) return [...path, root];
  if (path.length >= maxDepth) return undefined;
  for (const candidate of intermediates) {
    if (path.includes(candidate) || !hasIssued(candidate, last)) continue;
    const chain = findChain([...path, candidate], intermediates, roots);
    if (chain !== undefined) return chain;
  }
  return undefined;
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function checkValidity(certificate: X509Certificate, nowMillis: number): VerifiedCertificate | undefined {
  const name = toLine(certificate.subject);
  if (nowMillis < certificate.validFromDate.getTime()) {
    return refuse('CertificateNotYetValid', `${name} is valid only from ${certificate.validFrom}`);
  }
  if (nowMillis > certificate.validToDate.getTime()) {
    return refuse('CertificateExpired', `${name} expired on ${certificate.validTo}`);
  }
  return undefined;
}

function isForClients({ keyUsage }: X509Certificate): boolean {
  // Node's keyUsage holds the extended usages; undefined when the certificate does not limit them
  const usages: readonly string[] | undefined = keyUsage;
  return usages === undefined || usages.includes(clientAuth) || usages.includes(anyExtendedUsage);
}

function refuse(reason: VerifyReason, message: string): VerifiedCertificate {
  return { ok: false, reason, message };
}

function toLine(distinguishedName: string | undefined): string {
  return (distinguishedName ?? '').replaceAll('\n', ', ');
}
