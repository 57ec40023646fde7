import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type Identity, withAuthenticatedGroup } from './identity.js';
import type { FrontProxyTrust, Trust } from './trust.js';
import { verifyCertificate } from './verify-certificate.js';

/** What a connection's client certificate stands for. */
export interface ClientCertificate {
  /** Whether the client sent one at all. */
  readonly isPresent: boolean;
  /** Set when its holder may name users in headers. */
  readonly frontProxy?: FrontProxyTrust;
  /** Set when the certificate itself names a user. */
  readonly identity?: Identity;
  /** Why it is neither, for the log. */
  readonly problem?: string;
}

/** Tells what the certificate of a connection stands for; remembered per connection. */
export type ExamineCertificate = (socket: TLSSocket) => ClientCertificate;

/** What `createCertificateExaminer` needs. */
export interface CertificateExaminerOptions {
  /** The trust of now; another object after a change. */
  readonly trust: () => Trust;
  readonly nowMillis: () => number;
}

interface Examined {
  readonly certificate: ClientCertificate;
  readonly trust: Trust;
  readonly validUntilMillis: number;
}

const absent: ClientCertificate = { isPresent: false };
const maxIntermediates = 5;
const reexamineMillis = 60_000;

/**
 * Verifying costs signatures, so each connection is examined once, and again only after the trust has changed or a
 * certificate of the chain has expired.
 */
export function createCertificateExaminer(options: CertificateExaminerOptions): ExamineCertificate {
  const bySocket = new WeakMap<TLSSocket, Examined>();
  return (socket) => {
    const trust = options.trust();
    const known = bySocket.get(socket);
    if (known?.trust === trust && options.nowMillis() <= known.validUntilMillis) return known.certificate;
    const examined = examine(socket.getPeerX509Certificate(), trust, options.nowMillis());
    bySocket.set(socket, { ...examined, trust });
    return examined.certificate;
  };
}

function examine(leaf: X509Certificate | undefined, trust: Trust, nowMillis: number): Omit<Examined, 'trust'> {
  if (leaf === undefined) return { certificate: absent, validUntilMillis: Number.POSITIVE_INFINITY };
  const intermediates = toIntermediates(leaf);
  const { commonName, organizations } = toSubject(leaf);
  const proxy = verifyFrontProxy(leaf, intermediates, trust.frontProxy, nowMillis);
  const user = verifyCertificate(leaf, intermediates, trust.clientCas, nowMillis);
  const isUser = user.ok && commonName !== '';
  return {
    certificate: {
      isPresent: true,
      ...(proxy.ok && { frontProxy: proxy.trust }),
      ...(isUser && { identity: withAuthenticatedGroup({ user: commonName, groups: organizations, extra: {} }) }),
      ...(!proxy.ok &&
        !isUser && { problem: toProblem(proxy.message, user.ok ? 'it has no common name' : user.message) }),
    },
    // what is not valid now may become so: it is looked at again after a while
    validUntilMillis: Math.min(
      proxy.ok ? proxy.validUntilMillis : nowMillis + reexamineMillis,
      user.ok ? user.validUntilMillis : nowMillis + reexamineMillis,
    ),
  };
}

type FrontProxyCheck =
  | { readonly ok: true; readonly trust: FrontProxyTrust; readonly validUntilMillis: number }
  | { readonly ok: false; readonly message: string };

function verifyFrontProxy(
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  trust: FrontProxyTrust | undefined,
  nowMillis: number,
): FrontProxyCheck {
  if (trust === undefined) return { ok: false, message: 'no front proxy is configured' };
  const verified = verifyCertificate(leaf, intermediates, trust.cas, nowMillis);
  if (!verified.ok) return verified;
  const { commonName } = toSubject(leaf);
  if (trust.allowedNames.size > 0 && !trust.allowedNames.has(commonName)) {
    return { ok: false, message: `the common name "${commonName}" is not among requestheader-allowed-names` };
  }
  return { ok: true, trust, validUntilMillis: verified.validUntilMillis };
}

function toProblem(asFrontProxy: string, asUser: string): string {
  return `not a front proxy: ${asFrontProxy}; not a user: ${asUser}`;
}

function toIntermediates(leaf: X509Certificate): X509Certificate[] {
  const found: X509Certificate[] = [];
  let next = leaf.issuerCertificate;
  while (next !== undefined && found.length < maxIntermediates) {
    found.push(next);
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return found;
}

function toSubject(certificate: X509Certificate): { commonName: string; organizations: string[] } {
  // the legacy form has decoded values; the text form would have to be parsed
  const subject: Readonly<Record<string, string | string[] | undefined>> = { ...certificate.toLegacyObject().subject };
  return { commonName: [subject['CN'] ?? ''].flat().at(-1) ?? '', organizations: [subject['O'] ?? []].flat() };
}
