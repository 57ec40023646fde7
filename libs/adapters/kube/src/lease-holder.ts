import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Lease, LeaseSpec } from './core-objects.js';
import { coreResources } from './core-resources.js';
import type { KubeClient } from './kube-client.js';
import type { KubeFailure, KubeResult } from './kube-result.js';
import type { ObservedLease } from './lease-record.js';
import { holderOf, observe, toMicroTime, toReleasedSpec, toTakenSpec } from './lease-record.js';

/** Whose lease it is and who wants it. */
export interface LeaseHolderOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly durationSeconds: number;
  /** How long one call may take. */
  readonly callMillis: number;
}

/** What came of a try. `lost`: someone else has the lease; `failed`: the API server could not be asked, so nobody knows. `held` counts from when it was asked for. */
export type LeaseOutcome =
  | { readonly outcome: 'failed'; readonly failure: KubeFailure }
  | { readonly outcome: 'held'; readonly term: number; readonly sentAtMillis: number }
  | { readonly outcome: 'lost' };

/** Takes, renews and releases one Lease. Calls must not overlap. */
export interface LeaseHolder {
  /** Takes the lease if it is free. */
  take(): Promise<LeaseOutcome>;
  /** Renews a lease that is held. */
  renew(): Promise<LeaseOutcome>;
  /** Gives a held lease back. */
  release(): Promise<void>;
  holder(): string | undefined;
}

interface Seat {
  readonly options: LeaseHolderOptions;
  observed: ObservedLease | undefined;
}

function see(seat: Seat, lease: Lease): void {
  seat.observed = observe(seat.observed, lease, performance.now());
}

async function look(seat: Seat): Promise<KubeResult<Lease>> {
  const { client, namespace, name, callMillis } = seat.options;
  const lease = await client.get(coreResources.leases, { namespace, name }, { timeoutMillis: callMillis });
  if (lease.ok) see(seat, lease.value);
  return lease;
}

async function write(seat: Seat, lease: Lease | undefined, spec: LeaseSpec): Promise<LeaseOutcome> {
  const { client, namespace, name, callMillis } = seat.options;
  const limits = { timeoutMillis: callMillis };
  const sentAtMillis = performance.now();
  const written =
    lease === undefined
      ? await client.create(coreResources.leases, { metadata: { namespace, name }, spec }, limits)
      : await client.replace(coreResources.leases, { metadata: lease.metadata, spec }, limits);
  if (written.ok) {
    see(seat, written.value);
    return { outcome: 'held', term: spec.leaseTransitions ?? 0, sentAtMillis };
  }
  // Conflict and AlreadyExists: someone else was faster.
  return written.code === 409 ? { outcome: 'lost' } : { outcome: 'failed', failure: written };
}

async function take(seat: Seat): Promise<LeaseOutcome> {
  const lease = await look(seat);
  if (!lease.ok && lease.code !== 404) return { outcome: 'failed', failure: lease };
  if (!lease.ok) return write(seat, undefined, toTakenSpec(undefined, seat.options, Date.now()));
  const holder = holderOf(seat.observed, performance.now());
  if (holder !== undefined && holder !== seat.options.identity) return { outcome: 'lost' };
  return write(seat, lease.value, toTakenSpec(lease.value.spec, seat.options, Date.now()));
}

async function renewOn(seat: Seat, lease: Lease): Promise<LeaseOutcome> {
  return write(seat, lease, { ...lease.spec, renewTime: toMicroTime(Date.now()) });
}

async function renew(seat: Seat): Promise<LeaseOutcome> {
  const first: LeaseOutcome =
    seat.observed === undefined ? { outcome: 'lost' } : await renewOn(seat, seat.observed.lease);
  if (first.outcome !== 'lost') return first;
  // Someone wrote to the object, which need not mean that they took the lease.
  const lease = await look(seat);
  if (!lease.ok) return lease.code === 404 ? { outcome: 'lost' } : { outcome: 'failed', failure: lease };
  return lease.value.spec?.holderIdentity === seat.options.identity ? renewOn(seat, lease.value) : { outcome: 'lost' };
}

/** A call every two seconds that nobody waits for would bury the traces that matter. */
async function untraced<T>(work: () => Promise<T>): Promise<T> {
  return context.with(suppressTracing(context.active()), work);
}

/** The holder of a Lease (coordination.k8s.io/v1), with the rules of client-go's leader election. */
export function createLeaseHolder(options: LeaseHolderOptions): LeaseHolder {
  const seat: Seat = { options, observed: undefined };
  return {
    holder: () => holderOf(seat.observed, performance.now()),
    take: async () => untraced(async () => take(seat)),
    renew: async () => untraced(async () => renew(seat)),
    release: async () => {
      const lease = seat.observed?.lease;
      if (lease?.spec?.holderIdentity !== options.identity) return;
      await write(seat, lease, toReleasedSpec(lease.spec, Date.now()));
    },
  };
}
