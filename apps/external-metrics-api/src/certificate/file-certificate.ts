import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Logger } from '@dogwatch/telemetry';
import { type CertificateSource, repeat, type ServingCertificate } from './serving-certificate.js';

/** Where the PEM files are. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const recheckMillis = 10_000;

/**
 * The certificate in two files, such as a mounted Secret. They are read again every 10 s: file notifications miss the
 * symbolic links that Secret volumes swap. A pair that does not fit is reported and the last good one kept. Rejects when
 * the first pair cannot be used.
 */
export async function fileCertificate(
  files: CertificateFiles,
  log: Logger,
  everyMillis: number = recheckMillis,
): Promise<CertificateSource> {
  let current = await readPair(files);
  return {
    current: () => current,
    follow: (onChange) =>
      repeat(everyMillis, async () => {
        try {
          const next = await readPair(files);
          if (next.cert === current.cert && next.key === current.key) return;
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

async function readPair({ certFile, keyFile }: CertificateFiles): Promise<ServingCertificate> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  // throws when one of them is no PEM or they do not belong together
  createSecureContext({ cert, key });
  return { cert, key };
}
