import { experimental, ServerCredentials } from '@grpc/grpc-js';
import { type CertificateSource, fileCertificate, type ServingCertificate } from '@dogwatch/service';
import type { Logger } from '@dogwatch/telemetry';

/** The settings that decide how callers are met. */
export interface CredentialSettings {
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly clientCaFile?: string | undefined;
}

/** Credentials of the server, which follow their files until stopped. */
export interface FollowedCredentials {
  readonly credentials: ServerCredentials;
  /** `plain` where nothing is encrypted. */
  readonly kind: 'mutual TLS' | 'plain' | 'TLS';
  readonly stop: () => void;
}

/** Reads the certificate files. Without any, nothing is encrypted. Rejects when they are not complete or cannot be used. */
export async function openCredentials(
  settings: CredentialSettings,
  log: Logger,
  recheckMillis?: number,
): Promise<FollowedCredentials> {
  const { certFile, clientCaFile, keyFile } = settings;
  if (certFile === undefined && keyFile === undefined && clientCaFile === undefined)
    return { credentials: ServerCredentials.createInsecure(), kind: 'plain', stop: () => undefined };
  if (certFile === undefined || keyFile === undefined)
    throw new Error(
      'DD_KEDA_SCALER_CERT_FILE and DD_KEDA_SCALER_KEY_FILE must be set together, and both for DD_KEDA_SCALER_CLIENT_CA_FILE',
    );
  const source = await fileCertificate({ certFile, keyFile, clientCaFile }, log, recheckMillis);
  const provider = createProvider(source);
  const isMutual = clientCaFile !== undefined;
  return {
    // the first provider is that of the server's own certificate, whatever its parameter is called
    credentials: experimental.createCertificateProviderServerCredentials(
      provider,
      isMutual ? provider : null,
      isMutual,
    ),
    kind: isMutual ? 'mutual TLS' : 'TLS',
    stop: provider.stop,
  };
}

type Provider = experimental.CertificateProvider & { readonly stop: () => void };

/** Gives the certificates to the server now and whenever they change; only new connections see the change. */
function createProvider(source: CertificateSource): Provider {
  const identity = new Set<experimental.IdentityCertificateUpdateListener>();
  const authority = new Set<experimental.CaCertificateUpdateListener>();
  const stop = source.follow((renewed) => {
    for (const listener of authority) tellAuthority(renewed, listener);
    for (const listener of identity) tellIdentity(renewed, listener);
  });
  return {
    stop,
    addIdentityCertificateListener: (listener) => {
      identity.add(listener);
      // the server listens to its credentials only after this has returned
      queueMicrotask(() => tellIdentity(source.current(), listener));
    },
    removeIdentityCertificateListener: (listener) => void identity.delete(listener),
    addCaCertificateListener: (listener) => {
      authority.add(listener);
      queueMicrotask(() => tellAuthority(source.current(), listener));
    },
    removeCaCertificateListener: (listener) => void authority.delete(listener),
  };
}

function tellIdentity(
  { cert, key }: ServingCertificate,
  listener: experimental.IdentityCertificateUpdateListener,
): void {
  listener({ certificate: Buffer.from(cert), privateKey: Buffer.from(key) });
}

function tellAuthority(
  { clientCa = '' }: ServingCertificate,
  listener: experimental.CaCertificateUpdateListener,
): void {
  listener({ caCertificate: Buffer.from(clientCa) });
}
