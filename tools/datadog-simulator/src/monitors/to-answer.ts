import type { ApiState } from '../http/route.js';
import { type JsonObject, toJsonObject } from '../json-object.js';
import { toMatchingDowntimes, toSilenced } from './matching-downtimes.js';
import type { MonitorGroup } from './monitor-state.js';
import type { StoredMonitor } from './monitor-store.js';

/** Group states that may be asked for -> the statuses they mean. */
const filters: Readonly<Record<string, readonly string[] | undefined>> = {
  alert: ['Alert'],
  'no data': ['No Data'],
  warn: ['Warn'],
};

/** What an answer shows of a monitor beside its definition. */
export interface MonitorView {
  /** The groups to show; without it none are, nor that there is such a thing. */
  readonly isShown?: ((group: MonitorGroup) => boolean) | undefined;
  readonly hasDowntimes?: boolean;
}

/** Reads the parameter `group_states`; `invalid` when Datadog refuses it. */
export function parseGroupStates(text: string | null): MonitorView['isShown'] | 'invalid' {
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
export function toMonitorAnswer(
  monitor: StoredMonitor,
  { now, objects }: ApiState,
  { isShown, hasDowntimes = false }: MonitorView = {},
): JsonObject {
  const { groups, ...definition } = monitor;
  const options = toJsonObject(definition['options']);
  const downtimes = toMatchingDowntimes(monitor, objects.downtimes.list(), now());
  const silenced = { ...toJsonObject(options['silenced']), ...toSilenced(downtimes) };
  return {
    ...definition,
    options: { ...options, silenced },
    ...(isShown && { state: { groups: filterGroups(groups, isShown) } }),
    ...(hasDowntimes && { matching_downtimes: downtimes }),
  };
}

function filterGroups(groups: StoredMonitor['groups'], isShown: (group: MonitorGroup) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(groups).filter(([, group]) => isShown(group)));
}
