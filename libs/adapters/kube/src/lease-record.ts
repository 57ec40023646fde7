import type { Lease, LeaseSpec } from './core-objects.js';

/** A time as a Lease wants it: with six digits after the second. */
export function toMicroTime(epochMillis: number): string {
  return new Date(epochMillis).toISOString().replace('Z', '000Z');
}

/** Who holds a lease, and since when by the clock of whoever looks: the clocks of two machines can't be compared. */
export interface ObservedLease {
  readonly lease: Lease;
  /** When this content was first seen, by a monotonic clock. */
  readonly seenAtMillis: number;
}

/** The observation after a look at `lease`: the old one still counts while nobody has written since. */
export function observe(before: ObservedLease | undefined, lease: Lease, nowMillis: number): ObservedLease {
  const isSame = before !== undefined && toContent(before.lease) === toContent(lease);
  return { lease, seenAtMillis: isSame ? before.seenAtMillis : nowMillis };
}

function toContent({ spec = {} }: Lease): string {
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions } = spec;
  return JSON.stringify([holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions]);
}

/** Who holds the lease now; undefined if nobody does, or if the holder has been silent for its duration. */
export function holderOf(observed: ObservedLease | undefined, nowMillis: number): string | undefined {
  if (observed === undefined) return undefined;
  const { holderIdentity = '', leaseDurationSeconds = 0 } = observed.lease.spec ?? {};
  const isAlive = nowMillis - observed.seenAtMillis < leaseDurationSeconds * 1000;
  return holderIdentity !== '' && isAlive ? holderIdentity : undefined;
}

/** The spec that begins a term: each term has a higher `leaseTransitions` than the one before. */
export function toTakenSpec(
  before: LeaseSpec | undefined,
  taker: { readonly identity: string; readonly durationSeconds: number },
  epochMillis: number,
): LeaseSpec & { readonly leaseTransitions: number } {
  const now = toMicroTime(epochMillis);
  return {
    holderIdentity: taker.identity,
    leaseDurationSeconds: Math.ceil(taker.durationSeconds),
    acquireTime: now,
    renewTime: now,
    leaseTransitions: before === undefined ? 0 : (before.leaseTransitions ?? 0) + 1,
  };
}

/** The spec that gives a lease back. */
export function toReleasedSpec(spec: LeaseSpec | undefined, epochMillis: number): LeaseSpec {
  const now = toMicroTime(epochMillis);
  return { ...spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
}
