import { constants } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { ServingCertificate } from '@dogwatch/service';

/** Options of the HTTPS server for its whole life; its certificate comes with `toContextOptions`. */
export function toServerOptions(): ServerOptions {
  return {
    // certificates are asked for, and verified per request: two sets of CAs count, and both change while connections live
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 10_000,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    // longer than the 90 s for which Go clients keep idle connections, so that they close first
    keepAliveTimeout: 120_000,
    maxHeaderSize: 65_536,
  };
}

/** The options that are renewed with the certificate, for new connections. */
export function toContextOptions({ cert, key }: ServingCertificate, allowsTls12: boolean): SecureContextOptions {
  return {
    cert,
    key,
    // none, instead of the public CAs that are the default
    ca: [],
    minVersion: allowsTls12 ? 'TLSv1.2' : 'TLSv1.3',
    // a resumed session would bring back the client's certificate without its intermediates, and a renegotiated one another
    // certificate than the one that has been examined
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
}
