import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** Which headers of a front proxy name the user, and whose certificates make a front proxy. */
export interface FrontProxyTrust {
  readonly cas: readonly X509Certificate[];
  /** Common names that are front proxies; empty: every certificate of these CAs. */
  readonly allowedNames: ReadonlySet<string>;
  /** Header names in lower case; the first one that is there counts. */
  readonly userHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly uidHeaders: readonly string[];
  readonly extraPrefixes: readonly string[];
  /** All of the user, group and uid headers. */
  readonly headerNames: ReadonlySet<string>;
}

/** Whom the cluster trusts to name users. A changed configuration is a new object, so identity tells generations apart. */
export interface Trust {
  readonly frontProxy?: FrontProxyTrust;
  /** CAs whose certificates are users. */
  readonly clientCas: readonly X509Certificate[];
}

/** What reading the configuration gave. */
export type ParsedTrust =
  | { readonly ok: true; readonly trust: Trust }
  | { readonly ok: false; readonly reason: 'InvalidAuthenticationConfig'; readonly message: string };

/** Nobody is trusted: bearer tokens are the only credential. */
export const noTrust: Trust = { clientCas: [] };

const list = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string(), 'is not a JSON array of texts'))
  .default([]);

const certificates = z
  .string()
  .transform((text, context) => {
    try {
      return parseCertificates(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'holds a PEM block that is no certificate' });
      return z.NEVER;
    }
  })
  .default([]);

const schema = z.object({
  'client-ca-file': certificates,
  'requestheader-client-ca-file': certificates,
  'requestheader-allowed-names': list,
  'requestheader-username-headers': list,
  'requestheader-group-headers': list,
  'requestheader-uid-headers': list,
  'requestheader-extra-headers-prefix': list,
});

/**
 * Reads the data of the ConfigMap kube-system/extension-apiserver-authentication, in which the API server publishes its CAs
 * (PEM) and its front-proxy headers (JSON arrays in texts). A front proxy without a CA or a user header is no front proxy.
 */
export function parseTrust(data: Readonly<Record<string, string>>): ParsedTrust {
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    return { ok: false, reason: 'InvalidAuthenticationConfig', message: problems.join('; ') };
  }
  const userHeaders = toLowerCase(parsed.data['requestheader-username-headers']);
  const groupHeaders = toLowerCase(parsed.data['requestheader-group-headers']);
  const uidHeaders = toLowerCase(parsed.data['requestheader-uid-headers']);
  const frontProxy: FrontProxyTrust = {
    cas: parsed.data['requestheader-client-ca-file'],
    allowedNames: new Set(parsed.data['requestheader-allowed-names']),
    userHeaders,
    groupHeaders,
    uidHeaders,
    extraPrefixes: toLowerCase(parsed.data['requestheader-extra-headers-prefix']),
    headerNames: new Set([...userHeaders, ...groupHeaders, ...uidHeaders]),
  };
  const isUsable = frontProxy.cas.length > 0 && frontProxy.userHeaders.length > 0;
  return { ok: true, trust: { clientCas: parsed.data['client-ca-file'], ...(isUsable && { frontProxy }) } };
}

function toLowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}

function parseCertificates(bundle: string): X509Certificate[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
