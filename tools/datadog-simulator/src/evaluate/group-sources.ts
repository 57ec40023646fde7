import type { StoredSeries } from '../series/stored-series.js';

/** The stored series of one group. */
export interface SourceGroup {
  /** `key:value` for every key, sorted. */
  readonly groups: readonly string[];
  readonly sources: readonly StoredSeries[];
}

/** Value of a group key for series that lack the tag. */
export const missingTagValue = 'N/A';

/** Sorts series into groups by tag keys. A series with several values of a key belongs to several groups; one without the key to `key:N/A`. */
export function groupSources(sources: readonly StoredSeries[], groupBy: readonly string[]): SourceGroup[] {
  const groups = new Map<string, { groups: readonly string[]; sources: StoredSeries[] }>();
  const keys = [...new Set(groupBy)].sort();
  for (const source of sources) {
    for (const tags of combinations(source.tags, keys)) {
      const name = tags.join(',');
      const group = groups.get(name) ?? { groups: tags, sources: [] };
      groups.set(name, group);
      group.sources.push(source);
    }
  }
  return [...groups.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

function combinations(tags: readonly string[], keys: readonly string[]): readonly string[][] {
  return keys.reduce<string[][]>(
    (lists, key) => {
      const found = [...new Set(tags.filter((tag) => tag.startsWith(`${key}:`)))];
      const values = found.length === 0 ? [`${key}:${missingTagValue}`] : found;
      return lists.flatMap((list) => values.map((value) => [...list, value]));
    },
    [[]],
  );
}
