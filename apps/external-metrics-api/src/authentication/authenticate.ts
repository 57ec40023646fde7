import type { TLSSocket } from 'node:tls';
import type { ApiReason } from '../reasons.js';
import { type AuthenticateToken, parseBearer } from './bearer.js';
import type { ExamineCertificate } from './client-certificate.js';
import { readFrontProxyHeaders } from './front-proxy.js';
import { anonymous, type Identity } from './identity.js';

/** The parts of a request that can prove who sent it. */
export interface Credentials {
  readonly socket: TLSSocket;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly headers: { readonly authorization?: string | undefined };
}

/** Who it is, or why the credentials prove nothing (for the log; the caller learns only that it is 401). */
export type Authentication =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly reason: ApiReason; readonly message: string };

/** Authenticates a request; at once where nothing has to be asked. */
export type Authenticate = (credentials: Credentials) => Authentication | Promise<Authentication>;

const nobody: Authentication = { ok: true, identity: anonymous };

/**
 * The credentials in the order of Kubernetes API servers: front proxy, client certificate, bearer token; the first one that
 * proves a user wins. Anonymous is only who presents nothing: a credential that failed is 401. Headers that name users count
 * for nothing without a front proxy's certificate.
 */
export function createAuthenticator(examine: ExamineCertificate, authenticateToken: AuthenticateToken): Authenticate {
  return ({ socket, rawHeaders, headers }) => {
    const certificate = examine(socket);
    if (certificate.frontProxy !== undefined) {
      const identity = readFrontProxyHeaders(rawHeaders, certificate.frontProxy);
      if (identity !== undefined) return { ok: true, identity };
    }
    if (certificate.identity !== undefined) return { ok: true, identity: certificate.identity };
    const token = parseBearer(headers.authorization);
    if (token !== undefined) return authenticateToken(token);
    if (!certificate.isPresent) return nobody;
    return certificate.frontProxy === undefined
      ? { ok: false, reason: 'InvalidCertificate', message: `client certificate: ${certificate.problem ?? 'refused'}` }
      : { ok: false, reason: 'MissingUserHeader', message: 'the front proxy names no user in its headers' };
  };
}
