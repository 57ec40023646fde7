import { createHash, timingSafeEqual } from 'node:crypto';
import { type LogRefusal, refuseLogs } from '../reasons.js';

/** Checks the API key of a request; never tells the key. */
export type CheckApiKey = (key: string | undefined) => { readonly ok: true } | LogRefusal;

/** Accepts the keys given; without any, every request is accepted, with or without a key. */
export function createKeyCheck(keys: readonly string[]): CheckApiKey {
  const digests = keys.map(digest);
  return (key) => {
    if (digests.length === 0) return { ok: true };
    if (key === undefined || key === '') return refuseLogs('KeyMissing', 'the request has no API key');
    const given = digest(key);
    // all are compared, so that the time tells nothing about them
    const matches = digests.filter((known) => timingSafeEqual(known, given)).length;
    return matches > 0 ? { ok: true } : refuseLogs('KeyRefused', 'the API key is not accepted here');
  };
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
