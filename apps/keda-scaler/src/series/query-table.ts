import { type MutableQuery, newQuery } from './known-query.js';
import { toWantKey, type Want } from './want.js';

/** The queries that are remembered, within a bound. */
export interface QueryTable extends Iterable<MutableQuery> {
  find(want: Want): MutableQuery | undefined;
  /** The query, new if need be; undefined when there is no room for it. */
  findOrAdd(want: Want, nowMillis: number): MutableQuery | undefined;
  /** The query, new if there is room without forgetting another; its answers have `points` points of each series. */
  findOrRemember(want: Want, points: number, nowMillis: number): MutableQuery | undefined;
  forget(query: MutableQuery): void;
  sizes(): { readonly wanted: number; readonly remembered: number };
}

/** A table of at most `maxQueries`: one that is no longer wanted makes room for a new one. */
export function createQueryTable(maxQueries: number): QueryTable {
  const queries = new Map<string, MutableQuery>();
  const hasRoom = (): boolean => {
    if (queries.size < maxQueries) return true;
    const unwanted = queries.values().find(({ isWanted }) => !isWanted);
    return unwanted !== undefined && queries.delete(unwanted.key);
  };
  const add = ({ ageSeconds, offsetSeconds, org, query: text }: Want, nowMillis: number): MutableQuery => {
    const want = { ageSeconds, offsetSeconds, org, query: text };
    const query = newQuery(want, toWantKey(want), nowMillis);
    queries.set(query.key, query);
    return query;
  };
  return {
    [Symbol.iterator]: () => queries.values(),
    find: (want) => queries.get(toWantKey(want)),
    findOrAdd: (want, nowMillis) => queries.get(toWantKey(want)) ?? (hasRoom() ? add(want, nowMillis) : undefined),
    findOrRemember: (want, points, nowMillis) => {
      const known = queries.get(toWantKey(want));
      if (known !== undefined || queries.size >= maxQueries) return known;
      const query = add(want, nowMillis);
      query.points = points;
      return query;
    },
    forget: ({ key }) => void queries.delete(key),
    sizes: () => ({
      remembered: queries.size,
      wanted: queries.values().reduce((count, { isWanted }) => count + Number(isWanted), 0),
    }),
  };
}
