import type { Comparison, MetricMonitorQuery, Window, WindowUnit } from '@dogwatch/query';
import { compareNumbers, namedAggregates } from '../evaluate/aggregate.js';
import { evaluate } from '../evaluate/evaluate.js';
import { type ResultSeries, valuesOf } from '../evaluate/frame.js';
import { toJsonObject } from '../json-object.js';
import type { SeriesStore } from '../series/series-store.js';
import { queryOf } from './monitor-kind.js';
import { type MonitorStateChange, type MonitorStatus, wholeGroup } from './monitor-state.js';
import type { StoredMonitor } from './monitor-store.js';

const unitSeconds: Readonly<Record<WindowUnit, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  mo: 30 * 86_400,
};

/**
 * The state of a metric monitor over the stored series: each group is compared with the critical threshold, then with the
 * warning one; a group that is gone has no data. Undefined for what is not evaluated: other kinds of monitors, changes,
 * forecasts, calendar windows, and queries that the simulator cannot evaluate.
 */
export function evaluateMonitor(
  monitor: StoredMonitor,
  findSeries: SeriesStore['byMetric'],
  nowSeconds: number,
): MonitorStateChange | undefined {
  const query = queryOf(monitor);
  if (query?.kind !== 'metric' || query.change !== undefined || query.window.direction !== 'last') {
    return undefined;
  }
  const window = { fromSeconds: nowSeconds - lengthOf(query.window), toSeconds: nowSeconds, nowSeconds };
  const value = evaluate(query.query, { source: String(monitor['query']), window, findSeries });
  if (!value.ok || value.value.kind === 'number') {
    return undefined;
  }
  const gone = Object.keys(monitor.groups).map((name) => [name, 'No Data'] as const);
  const seen = value.value.series.map((series) => [toGroupName(series), toStatus(series, query, monitor)] as const);
  return gone.length + seen.length === 0
    ? { overall: 'No Data', groups: {} }
    : { groups: toGroups([...gone, ...seen]) };
}

function toGroups(
  statuses: readonly (readonly [name: string, status: MonitorStatus])[],
): Readonly<Record<string, MonitorStatus>> {
  return Object.fromEntries(statuses);
}

function lengthOf({ amount, unit }: Window): number {
  return amount * unitSeconds[unit];
}

function toGroupName({ groups }: ResultSeries): string {
  return groups.length === 0 ? wholeGroup : groups.join(',');
}

function toStatus({ points }: ResultSeries, query: MetricMonitorQuery, monitor: StoredMonitor): MonitorStatus {
  const values = valuesOf(points);
  const value = values.length === 0 ? undefined : namedAggregates[query.timeAggregation]?.(values);
  if (value === undefined) {
    return 'No Data';
  }
  const { critical, warning } = toJsonObject(toJsonObject(monitor['options'])['thresholds']);
  const { comparison } = query;
  if (isBeyond(value, comparison, comparison.threshold ?? critical)) {
    return 'Alert';
  }
  return isBeyond(value, comparison, warning) ? 'Warn' : 'OK';
}

function isBeyond(value: number, { operator }: Comparison, threshold: unknown): boolean {
  return typeof threshold === 'number' && compareNumbers(value, operator, threshold);
}
