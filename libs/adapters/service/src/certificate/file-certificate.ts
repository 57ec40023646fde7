import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Logger } from '@dogwatch/telemetry';
import { type CertificateSource, repeat, type ServingCertificate } from './serving-certificate.js';
import { createExpiryWarning } from './warn-of-expiry.js';

/** Where the PEM files are. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** The authorities of clients, when their certificates are asked for. */
  readonly clientCaFile?: string | undefined;
}

const recheckMillis = 10_000;

/**
 * The certificate in files, such as a mounted Secret. They are read again every 10 s: file notifications miss the
 * symbolic links that Secret volumes swap. Files that do not fit are reported and the last good one kept; so is, once a day,
 * a certificate that is about to expire. Rejects when the first pair cannot be used.
 */
export async function fileCertificate(
  files: CertificateFiles,
  log: Logger,
  everyMillis: number = recheckMillis,
): Promise<CertificateSource> {
  let current = await readFiles(files);
  const warnOfExpiry = createExpiryWarning(files.certFile, log);
  warnOfExpiry(current.cert);
  return {
    current: () => current,
    follow: (onChange) =>
      repeat(everyMillis, async () => {
        try {
          const next = await readFiles(files);
          warnOfExpiry(next.cert);
          if (isSame(next, current)) return;
          current = next;
          log.info({ ...files }, 'The serving certificate has changed and is used for new connections.');
          onChange(next);
        } catch (error) {
          const message = 'The serving certificate cannot be read; the last good one stays in use. Check the files.';
          log.error({ ...files, error }, message);
        }
      }),
  };
}

async function readFiles({ certFile, keyFile, clientCaFile }: CertificateFiles): Promise<ServingCertificate> {
  const [cert, key, clientCa] = await Promise.all([
    readFile(certFile, 'utf8'),
    readFile(keyFile, 'utf8'),
    clientCaFile === undefined ? undefined : readFile(clientCaFile, 'utf8'),
  ]);
  // throws when one of them is no PEM or the pair does not belong together
  createSecureContext({ cert, key, ca: clientCa });
  return { cert, key, ...(clientCa !== undefined && { clientCa }) };
}

function isSame(one: ServingCertificate, other: ServingCertificate): boolean {
  return one.cert === other.cert && one.key === other.key && one.clientCa === other.clientCa;
}
