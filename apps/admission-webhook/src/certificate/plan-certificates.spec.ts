import { expect, test } from 'vitest';
import { type CertificateSituation, type LeafFacts, planCertificates } from './plan-certificates.js';

const hour = 3_600_000;
const day = 24 * hour;
const nowMillis = Date.parse('2027-03-01T00:00:00Z');
const notBeforeMillis = nowMillis - day;
const leaf: LeafFacts = {
  notBeforeMillis,
  notAfterMillis: nowMillis + 200 * day,
  dnsNames: ['a', 'b'],
  signedBy: 'current',
};

function plan(change: Partial<CertificateSituation> = {}): string {
  const { authority, leaf: step } = planCertificates({
    nowMillis,
    authority: { notBeforeMillis, notAfterMillis: nowMillis + 1000 * day },
    leaf,
    dnsNames: ['a', 'b'],
    validityMillis: 365 * day,
    renewBeforeMillis: 30 * day,
    trustedSinceMillis: nowMillis - hour,
    settleMillis: 60_000,
    ...change,
  });
  return `${authority.action} ${authority.reason}, ${step.action} ${step.reason}`;
}

test('what is valid stays', () => {
  expect(plan()).toBe('none Valid, none Valid');
  expect(plan({ dnsNames: ['b', 'a'] })).toBe('none Valid, none Valid');
});

test('both are made in an empty namespace', () => {
  expect(plan({ authority: 'missing', leaf: 'missing' })).toBe('create Missing, create Missing');
});

test('what cannot be read is replaced', () => {
  expect(plan({ leaf: 'unreadable' })).toBe('none Valid, update Unreadable');
  expect(plan({ authority: 'unreadable', leaf: { ...leaf, signedBy: 'other' } })).toBe(
    'update Unreadable, update UnknownAuthority',
  );
});

test('a leaf is renewed when less than the threshold is left, not when exactly that is', () => {
  expect(plan({ leaf: { ...leaf, notAfterMillis: nowMillis + 30 * day } })).toBe('none Valid, none Valid');
  expect(plan({ leaf: { ...leaf, notAfterMillis: nowMillis + 30 * day - 1 } })).toBe('none Valid, update Expiring');
});

test('a leaf for other names is replaced', () => {
  expect(plan({ dnsNames: ['a', 'c'] })).toBe('none Valid, update DnsNamesChanged');
  expect(plan({ dnsNames: ['a'] })).toBe('none Valid, update DnsNamesChanged');
});

test('a CA is renewed while a whole leaf still fits into its life, and the leaf waits', () => {
  const authority = { notBeforeMillis, notAfterMillis: nowMillis + 394 * day };
  expect(plan({ authority })).toBe('update Expiring, none Valid');
});

test('after a rotation the leaf changes when API servers had time to trust the new CA', () => {
  const old = { ...leaf, signedBy: 'previous' } as const;
  expect(plan({ leaf: old, trustedSinceMillis: undefined })).toBe('none Valid, none Valid');
  expect(plan({ leaf: old, trustedSinceMillis: nowMillis - 59_999 })).toBe('none Valid, none Valid');
  expect(plan({ leaf: old, trustedSinceMillis: nowMillis - 60_000 })).toBe('none Valid, update NewAuthority');
});

test('a leaf that is to be renewed waits for that, too, but for its very end', () => {
  const old = { ...leaf, signedBy: 'previous', notAfterMillis: nowMillis + day } as const;
  expect(plan({ leaf: old, trustedSinceMillis: undefined })).toBe('none Valid, none Valid');
  const ending = { ...old, notAfterMillis: nowMillis + 120_000 };
  expect(plan({ leaf: ending, trustedSinceMillis: undefined })).toBe('none Valid, update Expiring');
});

test('when both are to be renewed the leaf waits for the CA', () => {
  const authority = { notBeforeMillis, notAfterMillis: nowMillis + 25 * day };
  const short = { ...leaf, notAfterMillis: nowMillis + 5 * day };
  expect(plan({ authority, leaf: short })).toBe('update Expiring, none Valid');
  expect(plan({ authority, leaf: { ...short, dnsNames: ['c'] } })).toBe('update Expiring, update DnsNamesChanged');
});

test('what is not valid yet is made again: the clock of whoever made it ran ahead', () => {
  const early = { ...leaf, notBeforeMillis: nowMillis + 1 };
  expect(plan({ leaf: early })).toBe('none Valid, update NotYetValid');
  const authority = { notBeforeMillis: nowMillis + 1, notAfterMillis: nowMillis + 1000 * day };
  expect(plan({ authority, leaf: early })).toBe('update NotYetValid, update NotYetValid');
  expect(plan({ authority })).toBe('update NotYetValid, none Valid');
});
