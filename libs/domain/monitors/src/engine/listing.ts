import type { ApiBody } from '../api-body.js';
import { addPage, failWalk, type ListWalk, lookUp, newWalk } from '../walk.js';
import type { ObjectApi } from './apis/object-api.js';
import type { ListFacts } from './sync-state.js';
import type { SyncTarget } from './sync-target.js';
import type { Observation } from './sync-view.js';

/** What the lists of one API have told: the walk under way, and the last that was complete. */
export interface Listing {
  /** The walk under way or ended last. */
  readonly walk: ListWalk;
  readonly startedMillis: number;
  /** The last complete one. */
  readonly complete?: {
    readonly walk: ListWalk;
    readonly startedMillis: number;
    /** Ids by owner tag. */
    readonly owners: ReadonlyMap<string, string>;
  };
  /** Walks that failed in a row. */
  readonly failures: number;
}

/** Nothing was listed yet. */
export const newListing: Listing = { walk: { ...newWalk, state: 'failed' }, startedMillis: 0, failures: 0 };

/** The listing when a walk begins. */
export function beginWalk(listing: Listing, nowMillis: number): Listing {
  return { ...listing, walk: newWalk, startedMillis: nowMillis };
}

/** The listing after the next page of its walk. */
export function takePage(listing: Listing, api: ObjectApi, page: readonly ApiBody[], pageSize: number): Listing {
  const walk = addPage(listing.walk, withIds(api, page), pageSize);
  if (walk.state !== 'complete') return { ...listing, walk };
  const owners = new Map<string, string>();
  for (const [id, object] of walk.found) {
    // the oldest of several counts, whatever the order of the list
    for (const owner of api.ownersOf(object)) if (isOlder(id, owners.get(owner))) owners.set(owner, id);
  }
  return { ...listing, walk, complete: { walk, startedMillis: listing.startedMillis, owners }, failures: 0 };
}

function withIds(api: ObjectApi, page: readonly ApiBody[]): readonly ApiBody[] {
  return page.map((entry) => ('id' in entry ? entry : { ...entry, id: api.idOf(entry) }));
}

function isOlder(id: string, other: string | undefined): boolean {
  return other === undefined || Number(id) < Number(other);
}

/** The listing after a page that could not be read. */
export function failListing(listing: Listing): Listing {
  return { ...listing, walk: failWalk(listing.walk), failures: listing.failures + 1 };
}

/** The listing without an object that was deleted since. */
export function dropFromListing(listing: Listing, id: string): Listing {
  const { complete } = listing;
  const without = (walk: ListWalk): ListWalk => {
    if (!walk.found.has(id)) return walk;
    const found = new Map(walk.found);
    found.delete(id);
    return { ...walk, found };
  };
  const walk = without(listing.walk);
  if (complete === undefined) return { ...listing, walk };
  const owners = new Map([...complete.owners].filter(([, owned]) => owned !== id));
  return { ...listing, walk, complete: { ...complete, walk: without(complete.walk), owners } };
}

/**
 * What a listing says about a resource. One that is older than `maxAgeMillis` says nothing about who owns what: it may
 * have been made before somebody else's create.
 */
export function toListFacts(
  { api, kind, resource, ownerTag }: SyncTarget,
  listing: Listing,
  nowMillis: number,
  maxAgeMillis: number,
): ListFacts {
  if (api.list === undefined) return { observe: () => ({ state: 'unknown' }), owned: { state: 'none' } };
  if (kind.isRequiredTagDisabled(resource))
    return { observe: () => ({ state: 'unknown' }), owned: { state: 'unlisted' } };
  const { complete } = listing;
  const isUsable = complete !== undefined && nowMillis - complete.startedMillis <= maxAgeMillis;
  const id = complete?.owners.get(ownerTag);
  const found = id === undefined ? ({ state: 'none' } as const) : ({ state: 'found', id } as const);
  return { observe: (wanted) => observe(listing, wanted), owned: isUsable ? found : { state: 'unknown' } };
}

function observe({ walk, startedMillis, complete }: Listing, id: string): Observation {
  const body = walk.found.get(id);
  if (body !== undefined) return { state: 'present', body, atMillis: startedMillis };
  if (complete === undefined) return { state: 'unknown' };
  const found = lookUp(complete.walk, id);
  if (typeof found !== 'string') return { state: 'present', body: found, atMillis: complete.startedMillis };
  return { state: 'missing', atMillis: complete.startedMillis };
}
