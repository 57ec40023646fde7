import { X509Certificate } from 'node:crypto';
import { createRarely, type Logger } from '@dogwatch/telemetry';

const dayMillis = 86_400_000;

/** The last tenth of a certificate's life, at most 30 days: whoever renews certificates has done so by then. */
function toLastMillis({ validFromDate, validToDate }: X509Certificate): number {
  return Math.min(30 * dayMillis, (validToDate.getTime() - validFromDate.getTime()) / 10);
}

/**
 * Says once a day that a certificate in a file expires soon or has expired. To be called with the certificate that is in use, in
 * PEM, as often as one likes.
 */
export function createExpiryWarning(certFile: string, log: Logger): (cert: string) => void {
  const rarely = createRarely({ everyMillis: dayMillis, nowMillis: () => performance.now() });
  return (cert) => {
    const certificate = new X509Certificate(cert);
    const expiresAt = certificate.validToDate.toISOString();
    const leftMillis = certificate.validToDate.getTime() - Date.now();
    if (leftMillis > toLastMillis(certificate) || rarely(expiresAt) === undefined) return;
    const what = leftMillis > 0 ? 'expires soon and nobody has renewed it' : 'has expired';
    log.warn(
      { certFile, expiresAt },
      `The serving certificate ${what}. Renew what is in the file; one that the chart has made is renewed by \`helm upgrade\`.`,
    );
  };
}
