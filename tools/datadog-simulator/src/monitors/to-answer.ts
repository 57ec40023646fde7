import type { JsonObject } from '../json-object.js';
import type { MonitorGroup } from './monitor-state.js';
import type { StoredMonitor } from './monitor-store.js';

/** Group states that may be asked for -> the statuses they mean. */
const filters: Readonly<Record<string, readonly string[] | undefined>> = {
  alert: ['Alert'],
  'no data': ['No Data'],
  warn: ['Warn'],
};

/** Chooses the groups an answer shows; undefined when it shows none at all. */
export type GroupFilter = ((group: MonitorGroup) => boolean) | undefined;

/** Reads the parameter `group_states`; `invalid` when Datadog refuses it. */
export function parseGroupStates(text: string | null): GroupFilter | 'invalid' {
  if (text === null || text === '') {
    return undefined;
  }
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  if (names.some((name) => name !== 'all' && filters[name] === undefined)) {
    return 'invalid';
  }
  const statuses = new Set(names.flatMap((name) => filters[name] ?? []));
  return names.includes('all') ? () => true : ({ status }) => statuses.has(status);
}

/** A monitor as an answer shows it. */
export function toMonitorAnswer({ groups, ...monitor }: StoredMonitor, filter: GroupFilter): JsonObject {
  if (filter === undefined) {
    return monitor;
  }
  return {
    ...monitor,
    state: { groups: Object.fromEntries(Object.entries(groups).filter(([, group]) => filter(group))) },
  };
}
