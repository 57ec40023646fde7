import type { ServerOptions } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { KeyPair } from './certificate/certificate-secrets.js';

/** Options of the HTTPS server for its whole life; its certificate comes with `toContextOptions`. */
export function toServerOptions(): ServerOptions {
  return {
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 10_000,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    // longer than the 90 s for which API servers keep idle connections, so that they close first
    keepAliveTimeout: 120_000,
  };
}

/** The options that are renewed with the certificate, for new connections. */
export function toContextOptions({ cert, key }: KeyPair, allowsTls12: boolean): SecureContextOptions {
  return { cert, key, minVersion: allowsTls12 ? 'TLSv1.2' : 'TLSv1.3' };
}
