import { nextOwnerStep, type ObjectAddress, type OwnerCache, type OwnerLookup } from '@dogwatch/admission';
import type { ReadMetadata } from './read-owner.js';

/** Finds the owner whose labels count; at once when it is known. */
export type FindOwner = (address: ObjectAddress) => OwnerLookup | Promise<OwnerLookup>;

/** What `createOwnerFinder` needs. */
export interface OwnerFinderOptions {
  readonly read: ReadMetadata;
  readonly cache: OwnerCache;
  /** How many owners may be looked for at the same time. */
  readonly maxLookups: number;
  readonly nowMillis: () => number;
  /** Told of every lookup. */
  readonly onLookup: (resource: string, isHit: boolean) => void;
}

/**
 * Climbs from the owner that a pod names to the one users write, as far as the rules go, and remembers what it found. Pods of
 * one owner that come at the same time share one lookup.
 */
export function createOwnerFinder(options: OwnerFinderOptions): FindOwner {
  const { cache, nowMillis } = options;
  const running = new Map<string, Promise<OwnerLookup>>();

  async function find(key: string, address: ObjectAddress): Promise<OwnerLookup> {
    try {
      const owner = await climb(options.read, address);
      cache.put(key, owner, nowMillis());
      return owner;
    } finally {
      running.delete(key);
    }
  }

  return (address) => {
    const { group, version, resource, namespace, name } = address;
    const key = `${namespace}/${name}/${group}/${version}/${resource}`;
    const known = cache.get(key, nowMillis());
    options.onLookup(resource, known !== undefined);
    if (known !== undefined) return known;
    const shared = running.get(key);
    if (shared !== undefined) return shared;
    if (running.size >= options.maxLookups)
      return { found: false, message: `${options.maxLookups} owners are being looked for already` };
    const started = find(key, address);
    running.set(key, started);
    return started;
  };
}

async function climb(read: ReadMetadata, first: ObjectAddress): Promise<OwnerLookup> {
  let address = first;
  for (let isFirst = true; ; isFirst = false) {
    const result = await read(address);
    if (!result.ok && result.reason === 'Unreadable') return { found: false, message: result.message };
    const step = nextOwnerStep(address, result.ok ? result.metadata : undefined, isFirst);
    if (step.next === 'done') return step.owner;
    address = step.object;
  }
}
