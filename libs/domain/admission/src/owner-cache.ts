import type { OwnerLookup } from './owner-lookup.js';

/** The owners looked up lately. Failed lookups are not kept. */
export interface OwnerCache {
  /** What was put under the key less than the validity ago. */
  readonly get: (key: string, nowMillis: number) => OwnerLookup | undefined;
  readonly put: (key: string, owner: OwnerLookup, nowMillis: number) => void;
  readonly size: () => number;
}

interface CachedOwner {
  readonly owner: OwnerLookup;
  readonly untilMillis: number;
}

/** A cache of at most `capacity` owners; the one put first goes first. Keys are the caller's, such as `ns/name/group/version/resource`. */
export function newOwnerCache(validitySeconds: number, capacity: number): OwnerCache {
  const owners = new Map<string, CachedOwner>();
  return {
    get: (key, nowMillis) => {
      const cached = owners.get(key);
      if (cached !== undefined && cached.untilMillis > nowMillis) return cached.owner;
      owners.delete(key);
      return undefined;
    },
    put: (key, owner, nowMillis) => {
      owners.delete(key);
      if (!owner.found || validitySeconds <= 0) return;
      const [oldest] = owners.size >= capacity ? owners.keys() : [];
      if (oldest !== undefined) owners.delete(oldest);
      owners.set(key, { owner, untilMillis: nowMillis + validitySeconds * 1000 });
    },
    size: () => owners.size,
  };
}
