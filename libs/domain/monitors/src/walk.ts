import type { ApiBody } from './api-body.js';

/** Everything that a walk over the pages of a list has found so far. */
export interface ListWalk {
  /** By id; what a later page says of an id wins, since pages shift while they are read. */
  readonly found: ReadonlyMap<string, ApiBody>;
  readonly pages: number;
  /** `complete` only after a page that was not full: until then nothing can be called missing. */
  readonly state: 'complete' | 'failed' | 'running';
}

/** A walk that has read nothing. */
export const newWalk: ListWalk = { found: new Map(), pages: 0, state: 'running' };

/** The walk after its next page; one with fewer entries than asked for ends it, and one that only repeats what was told. */
export function addPage(walk: ListWalk, page: readonly ApiBody[], pageSize: number): ListWalk {
  const found = new Map(walk.found);
  for (const entry of page) {
    const id = entry['id'];
    if (typeof id === 'number' || typeof id === 'string') found.set(String(id), entry);
  }
  const isLast = page.length < pageSize || found.size === walk.found.size;
  return { found, pages: walk.pages + 1, state: isLast ? 'complete' : 'running' };
}

/** The walk after a page that could not be read. */
export function failWalk(walk: ListWalk): ListWalk {
  return { ...walk, pages: walk.pages + 1, state: 'failed' };
}

/** What a finished walk says of one id. `missing` is no proof that it is gone: one read by id decides. */
export function lookUp(walk: ListWalk, id: string): ApiBody | 'missing' | 'unknown' {
  return walk.found.get(id) ?? (walk.state === 'complete' ? 'missing' : 'unknown');
}

/** Calls that one walk over `count` entries takes: a last page that is full needs one more call to see the end. */
export function callsPerWalk(count: number, pageSize: number): number {
  return Math.floor(count / pageSize) + 1;
}
