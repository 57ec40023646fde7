import { type JsonObject, newOwnerCache, toObjectAddress } from '@dogwatch/admission';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { fail, type Expected, type Vector } from './vector.ts';

interface Lookup {
  /** Seconds since the start. */
  readonly t: number;
  readonly lookup: string;
  /** How many calls this lookup costs. */
  readonly apiCalls: number;
}

/** Where the object of an owner reference is, and how long its labels are remembered. */
export function run({ expected, context }: Vector): CaseResult {
  return allOk([
    expected['input'] === undefined ? { ok: true } : compareAddress(expected, context?.namespace ?? 'ns'),
    expected['sequence'] === undefined ? { ok: true } : compareCalls(expected),
  ]);
}

function compareAddress(expected: Expected, namespace: string): CaseResult {
  const address = toObjectAddress(expected['input'] as JsonObject, namespace);
  if (!address.ok) return fail(address.message);
  const { group, version, resource, name } = address.object;
  return allOk([compareJson(expected['gvr'], { group, version, resource }), compareJson(expected['name'], name)]);
}

function compareCalls({ sequence, ttlSeconds }: Expected): CaseResult {
  const lookups = sequence as unknown as readonly Lookup[];
  const cache = newOwnerCache(Number(ttlSeconds ?? 600), 1000);
  const calls = lookups.map(({ t, lookup }) => {
    if (cache.get(lookup, t * 1000) !== undefined) return 0;
    cache.put(lookup, { found: true, kind: '', name: '', labels: {} }, t * 1000);
    return 1;
  });
  return compareJson(
    lookups.map(({ apiCalls }) => apiCalls),
    calls,
  );
}
