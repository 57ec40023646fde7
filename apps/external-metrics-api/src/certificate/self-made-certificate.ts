import { randomBytes, webcrypto } from 'node:crypto';
import type { Logger } from '@dogwatch/telemetry';
import { type CertificateSource, repeat, type ServingCertificate } from '@dogwatch/service';

/** For whom a certificate is made. */
export interface SelfMadeOptions {
  /** Names of the Services in front of this server, aliases included. */
  readonly services: readonly string[];
  readonly namespace: string;
  readonly log: Logger;
}

const lifetimeMillis = 365 * 24 * 3_600_000;
const renewBeforeMillis = 30 * 24 * 3_600_000;
const recheckMillis = 3_600_000;
/** Clocks differ: a certificate counts from a little before it was made. */
const backdateMillis = 300_000;

/** The DNS names a client may call the server by: every form of every Service, and localhost. */
export function toDnsNames(services: readonly string[], namespace: string): string[] {
  const forms = services.flatMap((service) =>
    ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((suffix) => service + suffix),
  );
  return [...new Set([...forms, 'localhost'])];
}

/** A certificate signed by itself, valid for a year and renewed a month before its end. */
export async function selfMadeCertificate(options: SelfMadeOptions): Promise<CertificateSource> {
  let madeAtMillis = Date.now();
  let current = await makeCertificate(options, madeAtMillis);
  return {
    current: () => current,
    follow: (onChange) =>
      repeat(recheckMillis, async () => {
        const nowMillis = Date.now();
        if (nowMillis < madeAtMillis + lifetimeMillis - renewBeforeMillis) return;
        current = await makeCertificate(options, nowMillis);
        madeAtMillis = nowMillis;
        options.log.info({}, 'The self-made serving certificate was renewed.');
        onChange(current);
      }),
  };
}

/** Makes a P-256 key and its certificate. */
export async function makeCertificate(
  { services, namespace }: Omit<SelfMadeOptions, 'log'>,
  nowMillis: number,
): Promise<ServingCertificate> {
  // loaded here, because most installations bring their own certificate
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const dnsNames = toDnsNames(services, namespace);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // a positive serial number: the first bit must not be set
      serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
      name: [{ CN: ['external-metrics-api'] }],
      notBefore: new Date(nowMillis - backdateMillis),
      notAfter: new Date(nowMillis + lifetimeMillis),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
