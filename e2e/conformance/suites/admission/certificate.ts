import { X509Certificate } from 'node:crypto';
import type { JsonObject } from '@dogwatch/admission';
import {
  type CertificateStep,
  type Held,
  type LeafFacts,
  makeAuthority,
  makeLeaf,
  planCertificates,
  readLeaf,
  toDnsNames,
} from '@dogwatch/admission-webhook';
import * as x509 from '@peculiar/x509';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { parseOptions } from './setting.ts';
import type { Expected, Vector } from './vector.ts';

const hourMillis = 3_600_000;

/** What is checked where the case describes it in words. */
const divergences: Readonly<Record<string, Partial<Expected>>> = {
  'certificate/broken-secret-is-an-error': { action: 'update' },
  'certificate/created-when-secret-missing': { isCA: null, caBundleEquals: null },
};

/** What is to be done with the Secret of a case, and the certificates that are made then. */
export async function run(vector: Vector): Promise<CaseResult> {
  const expected: Expected = { ...vector.expected, ...divergences[vector.name] };
  const { options } = parseOptions(vector);
  const { now, clusterAgentNamespace = 'datadog-ns', secret } = vector.context ?? {};
  const nowMillis = Date.parse(String(now));
  const dnsNames = toDnsNames(options.serviceName, clusterAgentNamespace);
  const validityMillis = options.certificateValidityHours * hourMillis;
  const { leaf } = planCertificates({
    nowMillis,
    authority: { notBeforeMillis: 0, notAfterMillis: nowMillis + 10 * validityMillis },
    leaf: toHeld(secret),
    dnsNames,
    validityMillis,
    renewBeforeMillis: options.certificateExpirationThresholdHours * hourMillis,
    trustedSinceMillis: 0,
    settleMillis: 0,
  });
  const results = [compareJson(expected['action'], leaf.action satisfies CertificateStep['action'])];
  if (leaf.action === 'create') results.push(await compareMade(expected, { nowMillis, validityMillis, dnsNames }));
  return allOk(results);
}

function toHeld(secret: JsonObject | null | undefined): Held<LeafFacts> {
  if (secret === null || secret === undefined) return 'missing';
  const { notAfter, dnsNames, data } = secret as Readonly<Record<string, unknown>>;
  if (data === undefined) {
    const notAfterMillis = Date.parse(String(notAfter));
    return { notBeforeMillis: 0, notAfterMillis, dnsNames: dnsNames as readonly string[], signedBy: 'current' };
  }
  const read = readLeaf({ metadata: { name: 'webhook-certificate' }, data: data as Record<string, string> });
  return typeof read === 'string' ? read : { ...read, signedBy: 'current' };
}

async function compareMade(
  expected: Expected,
  order: { readonly nowMillis: number; readonly validityMillis: number; readonly dnsNames: readonly string[] },
): Promise<CaseResult> {
  const authority = await makeAuthority({ ...order, validityMillis: order.validityMillis * 2 });
  const { cert } = await makeLeaf({ ...order, authority });
  const leaf = new X509Certificate(cert);
  const names = (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, ''));
  const usages = [...usagesOf(cert), ...usagesOf(authority.cert)];
  const { modulusLength } = leaf.publicKey.asymmetricKeyDetails ?? {};
  const made: Readonly<Record<string, unknown>> = {
    notBefore: toTime(leaf.validFrom),
    notAfter: toTime(leaf.validTo),
    keyAlgorithm: `${leaf.publicKey.asymmetricKeyType?.toUpperCase()}-${modulusLength}`,
    organization: /^O=(.*)$/m.exec(leaf.subject)?.[1],
  };
  return allOk([
    ...Object.entries(made).map(([key, value]) =>
      expected[key] === undefined ? ({ ok: true } as const) : compareJson(expected[key], value),
    ),
    compareSet(expected['dnsNames'], names),
    compareSet(expected['keyUsage'], usages),
    compareSet(
      expected['extKeyUsage'],
      leaf.keyUsage.map((usage) => extendedUsages[usage] ?? usage),
    ),
  ]);
}

const extendedUsages: Readonly<Record<string, string>> = { '1.3.6.1.5.5.7.3.1': 'serverAuth' };

function toTime(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}

/** The usages of the CA and of the leaf together are those of the one certificate that does both. */
function usagesOf(pem: string): readonly string[] {
  const usages = new x509.X509Certificate(pem).getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const all = { keyEncipherment: 4, digitalSignature: 1, keyCertSign: 32 };
  return Object.entries(all).flatMap(([name, flag]) => ((usages & flag) === flag ? [name] : []));
}

function compareSet(expected: unknown, actual: readonly string[]): CaseResult {
  if (!Array.isArray(expected)) return { ok: true };
  return compareJson(expected.map(String).toSorted(byText), [...new Set(actual)].toSorted(byText));
}

function byText(one: string, other: string): number {
  return one.localeCompare(other);
}
