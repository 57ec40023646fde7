import {
  type ApiAnswer,
  type ApiBody,
  type ApiCall,
  beginWalk,
  dropFromListing,
  failListing,
  type Listing,
  newListing,
  type ObjectApi,
  type Reaction,
  reactTo,
  takePage,
} from '@dogwatch/monitors';

/** What walking over lists needs and tells. */
export interface ListWalksOptions {
  readonly call: (call: ApiCall) => Promise<ApiAnswer | undefined>;
  readonly periodMillis: number;
  readonly nowMillis: () => number;
  /** A page was read. */
  readonly onPage: (api: ObjectApi, objects: readonly ApiBody[]) => void;
  /** A walk has seen everything; the one before it may have failed. */
  readonly onComplete: (api: ObjectApi, end: { readonly seconds: number; readonly isRecovery: boolean }) => void;
  readonly onFailure: (api: ObjectApi, reaction: Reaction, failures: number) => void;
}

/** The lists of all APIs, walked over again and again while somebody needs them. */
export interface ListWalks {
  listing(api: ObjectApi): Listing;
  /** What the last walk failed with; `undefined` when it did not. */
  failure(api: ObjectApi): Reaction | undefined;
  /** Walks over the list of each of these APIs whose time has come. */
  tick(apis: Iterable<ObjectApi>): void;
  /** Has a walk begin with the next tick, unless one is under way. */
  want(api: ObjectApi): void;
  /** Forgets the pauses after failures. */
  retry(): void;
  /** The object is no longer there. */
  drop(api: ObjectApi, id: string): void;
}

const maxPages = 1000;
const firstRetryMillis = 5_000;

interface Track {
  listing: Listing;
  nextMillis: number;
  isWalking: boolean;
  failure: Reaction | undefined;
  /** Dropped while a walk is under way: a page that was asked for before may still show them. */
  readonly dropped: Set<string>;
}

/** See `ListWalks`. One walk an API is under way at most; a page that fails ends its walk. */
export function createListWalks(options: ListWalksOptions): ListWalks {
  const tracks = new Map<string, Track>();
  const trackOf = (api: ObjectApi): Track => {
    const known = tracks.get(api.type);
    if (known !== undefined) return known;
    const track: Track = {
      listing: newListing,
      nextMillis: 0,
      isWalking: false,
      failure: undefined,
      dropped: new Set(),
    };
    tracks.set(api.type, track);
    return track;
  };
  return {
    listing: (api) => trackOf(api).listing,
    failure: (api) => trackOf(api).failure,
    tick(apis) {
      for (const api of apis) {
        const track = trackOf(api);
        if (track.isWalking || api.list === undefined || options.nowMillis() < track.nextMillis) continue;
        void walk(api, track, options);
      }
    },
    want(api) {
      const track = trackOf(api);
      // after a failure the pause stands, and what is under way is enough
      if (track.listing.failures === 0 && !track.isWalking) track.nextMillis = 0;
    },
    retry() {
      for (const track of tracks.values()) if (track.listing.failures > 0) track.nextMillis = 0;
    },
    drop(api, id) {
      const track = trackOf(api);
      track.listing = dropFromListing(track.listing, id);
      if (track.isWalking) track.dropped.add(id);
    },
  };
}

async function walk(api: ObjectApi, track: Track, options: ListWalksOptions): Promise<void> {
  const { nowMillis, periodMillis, onComplete } = options;
  const startedMillis = nowMillis();
  const isRecovery = track.listing.failures > 0;
  track.isWalking = true;
  track.listing = beginWalk(track.listing, startedMillis);
  track.nextMillis = startedMillis + periodMillis;
  try {
    for (let page = 0; page < maxPages && track.listing.walk.state === 'running'; page += 1) {
      await readPage(api, track, page, options);
    }
    if (track.listing.walk.state !== 'complete') return;
    track.failure = undefined;
    for (const id of track.dropped) track.listing = dropFromListing(track.listing, id);
    onComplete(api, { seconds: (nowMillis() - startedMillis) / 1000, isRecovery });
  } finally {
    track.isWalking = false;
    track.dropped.clear();
  }
}

async function readPage(api: ObjectApi, track: Track, page: number, options: ListWalksOptions): Promise<void> {
  const { list } = api;
  if (list === undefined) return;
  const answer = await options.call(list.page(page));
  if (answer === undefined) {
    track.listing = failListing(track.listing);
    return;
  }
  const isOk = answer.status >= 200 && answer.status < 300;
  const objects = isOk ? list.parse(answer.body) : undefined;
  if (objects === undefined)
    return fail(api, track, isOk ? { status: 0, body: 'the list has no form that is known' } : answer, options);
  track.listing = takePage(track.listing, api, objects, list.pageSize);
  options.onPage(api, objects);
}

function fail(
  api: ObjectApi,
  track: Track,
  { status, body, retryAfterSeconds }: ApiAnswer,
  options: ListWalksOptions,
): void {
  track.listing = failListing(track.listing);
  const { failures } = track.listing;
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  const reaction = reactTo({ method: 'GET', status, body, ...wait });
  const backoffMillis = Math.min(options.periodMillis, firstRetryMillis * 2 ** Math.min(failures - 1, 10));
  const pauseMillis = reaction.afterSeconds === undefined ? backoffMillis : reaction.afterSeconds * 1000;
  track.nextMillis = options.nowMillis() + pauseMillis;
  track.failure = reaction;
  options.onFailure(api, reaction, failures);
}
