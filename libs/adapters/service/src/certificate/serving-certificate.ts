/** A private key and its certificate chain, PEM. */
export interface ServingCertificate {
  readonly key: string;
  readonly cert: string;
  /** Who signs the certificates of clients, PEM; absent when none is asked for. */
  readonly clientCa?: string;
}

/** Where the certificate of a TLS server comes from. */
export interface CertificateSource {
  current(): ServingCertificate;
  /** Looks for a newer certificate from time to time and reports it, until the returned function is called. */
  follow(onChange: (certificate: ServingCertificate) => void): () => void;
}

/** Runs `check` every `everyMillis` until the returned function is called; does not keep the process alive. */
export function repeat(everyMillis: number, check: () => Promise<void>): () => void {
  const timer = setInterval(() => void check(), everyMillis);
  timer.unref();
  return () => clearInterval(timer);
}
