import { describe, expect, it } from 'vitest';
import { holderOf, observe, toMicroTime, toReleasedSpec, toTakenSpec } from './lease-record.js';

const taker = { identity: 'a', durationSeconds: 15 };
const metadata = { name: 'lease' };

describe('toMicroTime', () => {
  it('has six digits after the second', () => {
    expect(toMicroTime(Date.UTC(2026, 0, 2, 3, 4, 5, 67))).toBe('2026-01-02T03:04:05.067000Z');
  });
});

describe('holderOf', () => {
  const lease = { metadata, spec: toTakenSpec(undefined, taker, 0) };

  it('counts from when a content was first seen, whatever times it holds', () => {
    const first = observe(undefined, lease, 1_000);
    const second = observe(first, { ...lease, metadata: { name: 'lease', resourceVersion: '2' } }, 9_000);
    expect(second.seenAtMillis).toBe(1_000);
    expect(holderOf(second, 15_999)).toBe('a');
    expect(holderOf(second, 16_000)).toBeUndefined();
  });

  it('counts anew with each renewal', () => {
    const first = observe(undefined, lease, 1_000);
    const renewed = observe(first, { ...lease, spec: { ...lease.spec, renewTime: toMicroTime(1) } }, 9_000);
    expect(holderOf(renewed, 16_000)).toBe('a');
  });

  it('is nobody before the first look and after a release', () => {
    expect(holderOf(undefined, 0)).toBeUndefined();
    const released = observe(undefined, { metadata, spec: toReleasedSpec(lease.spec, 0) }, 0);
    expect(holderOf(released, 0)).toBeUndefined();
  });
});

describe('toTakenSpec', () => {
  it('counts the terms', () => {
    const first = toTakenSpec(undefined, taker, 0);
    expect(first).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(toTakenSpec(toReleasedSpec(first, 0), taker, 0).leaseTransitions).toBe(1);
    expect(toTakenSpec({}, taker, 0).leaseTransitions).toBe(1);
  });
});
