import { metricNames, parseQueries } from '@dogwatch/query';
import { type JsonObject, toJsonObject, toTexts } from '../json-object.js';
import type { StoredObject } from '../objects/object-store.js';
import { toMatchingDowntimes } from './matching-downtimes.js';
import { queryOf } from './monitor-kind.js';
import type { MonitorGroup } from './monitor-state.js';
import type { StoredMonitor } from './monitor-store.js';
import type { SearchTerm } from './search-query.js';

/** What a search looks at: a monitor, or one group of it. */
export interface SearchItem {
  readonly monitor: StoredMonitor;
  readonly group?: MonitorGroup | undefined;
  readonly isMuted: boolean;
}

/** The monitors of an organisation, each with whether it is muted. */
export function toItems(
  monitors: readonly StoredMonitor[],
  downtimes: readonly StoredObject[],
  nowMillis: number,
): readonly SearchItem[] {
  return monitors.map((monitor) => {
    const matching = toMatchingDowntimes(monitor, downtimes, nowMillis);
    return { monitor, isMuted: matching.some(({ active }) => active === true) };
  });
}

/** The groups of monitors. */
export function toGroupItems(items: readonly SearchItem[]): readonly SearchItem[] {
  return items.flatMap((item) => Object.values(item.monitor.groups).map((group) => ({ ...item, group })));
}

/** The status of the group, or of the whole monitor. */
export function statusOf({ monitor, group }: SearchItem): unknown {
  return group?.status ?? monitor['overall_state'];
}

/** How a search names types: metric, log, service check as custom, … */
export function toSearchType({ type }: StoredMonitor): string {
  const names: Readonly<Record<string, string>> = { 'query alert': 'metric', 'service check': 'custom' };
  return names[String(type)] ?? String(type).replace(/ alert$/, '');
}

/** Key -> whether an item has a value, which is in lower case. */
const keys: Readonly<Record<string, (item: SearchItem, value: string) => boolean>> = {
  group: ({ group }, value) => group?.name.toLowerCase() === value,
  group_status: (item, value) => isText(statusOf(item), value),
  id: ({ monitor }, value) => String(monitor.id) === value,
  metric: ({ monitor }, value) => metricsOf(monitor).some((metric) => isText(metric, value)),
  muted: ({ isMuted }, value) => String(isMuted) === value,
  priority: ({ monitor }, value) => isText(monitor['priority'], value.replace('p', '')),
  status: ({ monitor }, value) => isText(monitor['overall_state'], value),
  tag: ({ monitor }, value) => hasTag(monitor, value),
  title: ({ monitor }, value) => String(monitor['name']).toLowerCase().includes(value),
  type: ({ monitor }, value) => toSearchType(monitor) === value,
};

/** Whether an item is what a query asks for. A key that is none of the search's own is the key of a tag. */
export function isFound(item: SearchItem, terms: readonly SearchTerm[]): boolean {
  return terms.every(({ key, values, isExcluded }) => {
    const has = key === undefined ? keys['title'] : keys[key];
    return isExcluded !== values.some((value) => has?.(item, value) ?? hasTag(item.monitor, `${key}:${value}`));
  });
}

function isText(value: unknown, text: string): boolean {
  return String(value).toLowerCase() === text;
}

function hasTag({ tags }: StoredMonitor, tag: string): boolean {
  return toTexts(tags).some((own) => own.toLowerCase() === tag);
}

/** The metrics that a monitor looks at. */
export function metricsOf(monitor: StoredMonitor): readonly string[] {
  const query = queryOf(monitor);
  if (query?.kind === 'metric') {
    return metricNames([query.query]);
  }
  const { variables } = toJsonObject(monitor['options']);
  const texts = toTexts(Array.isArray(variables) ? variables.map((one) => toJsonObject(one)['query']) : []);
  return texts.flatMap((text) => {
    const parsed = parseQueries(text);
    return parsed.ok ? metricNames(parsed.expressions) : [];
  });
}

/** How often each value occurs, most often first. */
export function countValues(values: readonly unknown[]): readonly JsonObject[] {
  const counts = new Map<unknown, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ count, name })).sort((left, right) => right.count - left.count);
}
