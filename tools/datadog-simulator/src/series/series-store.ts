import type { SeriesDefinition } from './series-definition.js';
import { toStoredSeries, type StoredSeries } from './stored-series.js';

/** Which series to remove; every given field must hold, `tags` are tags the series must have. */
export interface SeriesFilter {
  readonly id?: string | undefined;
  readonly metric?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The series of one simulator. */
export interface SeriesStore {
  /** Returns the id; a definition whose id is in use replaces that series. */
  readonly add: (definition: SeriesDefinition) => string;
  /** Returns how many were removed; an empty filter removes all. */
  readonly remove: (filter: SeriesFilter) => number;
  readonly byMetric: (metric: string) => readonly StoredSeries[];
  readonly list: () => readonly StoredSeries[];
}

/** An empty store; `now` gives milliseconds and decides the origin of scripts that name none. */
export function createSeriesStore(now: () => number): SeriesStore {
  const byId = new Map<string, StoredSeries>();
  const byMetric = new Map<string, Map<string, StoredSeries>>();
  let added = 0;

  function drop(series: StoredSeries): void {
    byId.delete(series.id);
    const siblings = byMetric.get(series.metric);
    siblings?.delete(series.id);
    if (siblings?.size === 0) {
      byMetric.delete(series.metric);
    }
  }

  return {
    add: (definition) => {
      added += 1;
      const series = toStoredSeries(definition, definition.id ?? `series-${added}`, now() / 1000);
      const replaced = byId.get(series.id);
      if (replaced !== undefined) {
        drop(replaced);
      }
      byId.set(series.id, series);
      byMetric.set(series.metric, (byMetric.get(series.metric) ?? new Map()).set(series.id, series));
      return series.id;
    },
    remove: (filter) => {
      const doomed = [...byId.values()].filter((series) => matches(series, filter));
      doomed.forEach(drop);
      return doomed.length;
    },
    byMetric: (metric) => [...(byMetric.get(metric)?.values() ?? [])],
    list: () => [...byId.values()],
  };
}

function matches({ id, metric, tags }: StoredSeries, filter: SeriesFilter): boolean {
  return (
    (filter.id === undefined || filter.id === id) &&
    (filter.metric === undefined || filter.metric === metric) &&
    (filter.tags ?? []).every((tag) => tags.includes(tag))
  );
}
