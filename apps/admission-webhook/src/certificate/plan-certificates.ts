/** What is known of the CA that signs our certificates. */
export interface AuthorityFacts {
  readonly notBeforeMillis: number;
  readonly notAfterMillis: number;
}

/** What is known of the certificate that the replicas serve. */
export interface LeafFacts {
  readonly notBeforeMillis: number;
  readonly notAfterMillis: number;
  readonly dnsNames: readonly string[];
  /** Whose signature it bears: that of the CA of now, of the one before, or of neither. */
  readonly signedBy: 'current' | 'previous' | 'other';
}

/** The state of a Secret: not there, there without usable content, or what its content says. */
export type Held<Facts> = 'missing' | 'unreadable' | Facts;

/** What to do with a Secret, and why. */
export interface CertificateStep {
  readonly action: 'create' | 'update' | 'none';
  readonly reason:
    | 'Missing'
    | 'Unreadable'
    | 'NotYetValid'
    | 'Expiring'
    | 'DnsNamesChanged'
    | 'NewAuthority'
    | 'UnknownAuthority'
    | 'Valid';
}

/** What decides about certificates. */
export interface CertificateSituation {
  readonly nowMillis: number;
  readonly authority: Held<AuthorityFacts>;
  readonly leaf: Held<LeafFacts>;
  /** The names the API server may call us by. */
  readonly dnsNames: readonly string[];
  /** How long a new leaf is valid. */
  readonly validityMillis: number;
  /** A leaf with less time left than this is renewed. */
  readonly renewBeforeMillis: number;
  /** Since when the API server has been told to trust the CA of now; undefined when it has not. */
  readonly trustedSinceMillis: number | undefined;
  /** How long API servers may take to notice whom they trust. */
  readonly settleMillis: number;
}

/** Both Secrets: the CA's comes first, because the leaf is signed by it. */
export interface CertificatePlan {
  readonly authority: CertificateStep;
  readonly leaf: CertificateStep;
}

const keep: CertificateStep = { action: 'none', reason: 'Valid' };

/**
 * Decides what has to be made now. A CA lives longer than any leaf it signs: it is renewed while a full leaf still fits into
 * its life. The leaf of the CA before stays in use until the API servers had time to trust the new one, so that no call fails:
 * even when it should be renewed, but not when its end is near, or when it does not bear our names. What is not valid yet was
 * made by a clock that ran ahead; nobody accepts it before our clock has come to that time.
 */
export function planCertificates(situation: CertificateSituation): CertificatePlan {
  const authority = planAuthority(situation);
  return { authority, leaf: planLeaf(situation, authority.action !== 'none') };
}

function planAuthority({
  authority,
  nowMillis,
  validityMillis,
  renewBeforeMillis,
}: CertificateSituation): CertificateStep {
  if (authority === 'missing') return { action: 'create', reason: 'Missing' };
  if (authority === 'unreadable') return { action: 'update', reason: 'Unreadable' };
  if (authority.notBeforeMillis > nowMillis) return { action: 'update', reason: 'NotYetValid' };
  const isTooOld = authority.notAfterMillis - nowMillis < validityMillis + renewBeforeMillis;
  return isTooOld ? { action: 'update', reason: 'Expiring' } : keep;
}

function planLeaf(situation: CertificateSituation, isNewAuthority: boolean): CertificateStep {
  const { leaf, dnsNames, nowMillis } = situation;
  if (leaf === 'missing') return { action: 'create', reason: 'Missing' };
  if (leaf === 'unreadable') return { action: 'update', reason: 'Unreadable' };
  if (leaf.notBeforeMillis > nowMillis) return { action: 'update', reason: 'NotYetValid' };
  if (leaf.signedBy === 'other') return { action: 'update', reason: 'UnknownAuthority' };
  if (!hasSameMembers(leaf.dnsNames, dnsNames)) return { action: 'update', reason: 'DnsNamesChanged' };
  const isOfOldAuthority = isNewAuthority || leaf.signedBy === 'previous';
  return isOfOldAuthority ? planOldLeaf(leaf, situation, isNewAuthority) : planRenewal(leaf, situation);
}

function planRenewal(leaf: LeafFacts, { nowMillis, renewBeforeMillis }: CertificateSituation): CertificateStep {
  return leaf.notAfterMillis - nowMillis < renewBeforeMillis ? { action: 'update', reason: 'Expiring' } : keep;
}

/** A leaf of the CA before: one that takes its place is signed by a CA that API servers may not trust yet. */
function planOldLeaf(leaf: LeafFacts, situation: CertificateSituation, isNewAuthority: boolean): CertificateStep {
  if (!isNewAuthority && isTrusted(situation)) return { action: 'update', reason: 'NewAuthority' };
  const canWait = leaf.notAfterMillis - situation.nowMillis > 2 * situation.settleMillis;
  return canWait ? keep : planRenewal(leaf, situation);
}

function isTrusted({ trustedSinceMillis, nowMillis, settleMillis }: CertificateSituation): boolean {
  return trustedSinceMillis !== undefined && nowMillis - trustedSinceMillis >= settleMillis;
}

function hasSameMembers(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return names.size === new Set(other).size && other.every((name) => names.has(name));
}
