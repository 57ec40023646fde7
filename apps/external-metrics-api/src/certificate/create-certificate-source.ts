import { type CertificateSource, fileCertificate } from '@dogwatch/service';
import type { Logger } from '@dogwatch/telemetry';
import { selfMadeCertificate } from './self-made-certificate.js';

/** The settings that decide where the certificate comes from. */
export interface CertificateSettings {
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly serviceNames: readonly string[];
  readonly resourcesNamespace: string;
}

/** From files when they are named, else self-made. Rejects when only one file is named or the files cannot be used. */
export async function createCertificateSource(settings: CertificateSettings, log: Logger): Promise<CertificateSource> {
  const { certFile, keyFile, serviceNames, resourcesNamespace } = settings;
  if (certFile !== undefined && keyFile !== undefined) return fileCertificate({ certFile, keyFile }, log);
  if (certFile !== undefined || keyFile !== undefined) {
    throw new Error(
      'DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE and DD_EXTERNAL_METRICS_PROVIDER_KEY_FILE must be set together; only one of them is',
    );
  }
  return selfMadeCertificate({ services: serviceNames, namespace: resourcesNamespace, log });
}
