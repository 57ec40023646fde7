import type { DatadogMonitorStatus } from '@dogwatch/crds';
import { type ApiBody, compareCodePoints, isObject } from '../api-body.js';
import { toKubeTime } from '../kube-time.js';

const maxTriggered = 10;
const triggeredStates = new Set(['Alert', 'Warn', 'No Data']);

/** One entry of `status.triggeredState`. */
type TriggeredGroup = NonNullable<DatadogMonitorStatus['triggeredState']>[number];

/**
 * The status after a monitor was read: its state, the groups that are not well (the first ten by name), its downtime. The
 * time of the transition is that of the reading which first saw the new state.
 */
export function toMonitorStatus(previous: DatadogMonitorStatus, observed: ApiBody, now: string): DatadogMonitorStatus {
  const state = typeof observed['overall_state'] === 'string' ? observed['overall_state'] : previous.monitorState;
  const { downtimeStatus: _, ...kept } = previous;
  const downtime = toDowntime(observed);
  return {
    ...kept,
    ...(state === undefined ? {} : { monitorState: state }),
    triggeredState: toTriggered(observed),
    monitorStateLastUpdateTime: now,
    monitorStateSyncStatus: 'OK',
    ...(state === previous.monitorState ? {} : { monitorStateLastTransitionTime: now }),
    ...(downtime === undefined ? {} : { downtimeStatus: downtime }),
  };
}

function toTriggered(observed: ApiBody): TriggeredGroup[] {
  const state = isObject(observed['state']) ? observed['state'] : {};
  const groups = isObject(state['groups']) ? state['groups'] : {};
  return Object.entries(groups)
    .flatMap(([monitorGroup, group]) => toTriggeredGroup(monitorGroup, group))
    .toSorted((left, right) => compareCodePoints(left.monitorGroup, right.monitorGroup))
    .slice(0, maxTriggered);
}

function toTriggeredGroup(monitorGroup: string, group: unknown): TriggeredGroup[] {
  if (!isObject(group) || typeof group['status'] !== 'string' || !triggeredStates.has(group['status'])) return [];
  const seconds = Math.max(toNumber(group['last_triggered_ts']), toNumber(group['last_nodata_ts']));
  return [{ monitorGroup, state: group['status'], lastTransitionTime: toKubeTime(seconds * 1000) }];
}

function toNumber(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function toDowntime(observed: ApiBody): DatadogMonitorStatus['downtimeStatus'] {
  const downtimes = observed['matching_downtimes'];
  if (!Array.isArray(downtimes)) return undefined;
  const first: unknown = downtimes.find((downtime) => isObject(downtime));
  if (!isObject(first)) return { isDowntimed: false };
  return { isDowntimed: true, ...(typeof first['id'] === 'number' ? { downtimeID: first['id'] } : {}) };
}
