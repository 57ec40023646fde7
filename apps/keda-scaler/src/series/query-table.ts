import { type MutableQuery, newQuery } from './known-query.js';
import { toWantKey, type Want } from './want.js';

/** The queries that are remembered, within a bound. */
export interface QueryTable extends Iterable<MutableQuery> {
  find(want: Want): MutableQuery | undefined;
  /** The query, new if need be; undefined when there is no room for it. */
  findOrAdd(want: Want, nowMillis: number): MutableQuery | undefined;
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
  return {
    [Symbol.iterator]: () => queries.values(),
    find: (want) => queries.get(toWantKey(want)),
    findOrAdd: (want, nowMillis) => {
      const key = toWantKey(want);
      const known = queries.get(key);
      if (known !== undefined) return known;
      if (!hasRoom()) return undefined;
      const query = newQuery(want, key, nowMillis);
      queries.set(key, query);
      return query;
    },
    forget: ({ key }) => void queries.delete(key),
    sizes: () => ({
      remembered: queries.size,
      wanted: queries.values().reduce((count, { isWanted }) => count + Number(isWanted), 0),
    }),
  };
}
