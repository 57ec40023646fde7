/** What Datadog says of a monitor or of one of its groups, the worst first. */
export const monitorStatuses = ['Alert', 'Warn', 'No Data', 'Unknown', 'OK', 'Skipped', 'Ignored'] as const;

/** One of {@link monitorStatuses}. */
export type MonitorStatus = (typeof monitorStatuses)[number];

/** A group as the Monitors API tells it; times are Unix seconds, 0 for never. */
export interface MonitorGroup {
  readonly name: string;
  readonly status: MonitorStatus;
  readonly last_triggered_ts: number;
  readonly last_nodata_ts: number;
  readonly last_notified_ts: number;
  readonly last_resolved_ts: number;
}

/** The groups of a monitor by their name. */
export type MonitorGroups = Readonly<Record<string, MonitorGroup>>;

/** A state to put a monitor into. */
export interface MonitorStateChange {
  /** The worst of the groups when absent. */
  readonly overall?: MonitorStatus;
  /** All groups by name, with their status or also their times; those there were stay when absent. */
  readonly groups?: Readonly<Record<string, MonitorStatus | (Partial<MonitorGroup> & Pick<MonitorGroup, 'status'>)>>;
}

/** The group of a monitor that has no others. */
export const wholeGroup = 'total';

/** The state after a change: the overall status and the groups, with the times of what changed. */
export function applyStateChange(
  before: MonitorGroups,
  { overall, groups }: MonitorStateChange,
  nowSeconds: number,
): { readonly overall: MonitorStatus; readonly groups: MonitorGroups } {
  const wanted =
    groups ?? (Object.keys(before).length === 0 && overall !== undefined ? { [wholeGroup]: overall } : before);
  const after = Object.fromEntries(
    Object.entries(wanted).map(([name, state]) => {
      const change = typeof state === 'string' ? { status: state } : state;
      return [name, toGroup(name, before[name], change, nowSeconds)];
    }),
  );
  const statuses = new Set(Object.values(after).map(({ status }) => status));
  return { overall: overall ?? monitorStatuses.find((status) => statuses.has(status)) ?? 'No Data', groups: after };
}

const never = { last_triggered_ts: 0, last_nodata_ts: 0, last_notified_ts: 0, last_resolved_ts: 0 };

function toGroup(
  name: string,
  before: MonitorGroup | undefined,
  change: Partial<MonitorGroup> & Pick<MonitorGroup, 'status'>,
  nowSeconds: number,
): MonitorGroup {
  const times = change.status === before?.status ? {} : toTimes(change.status, nowSeconds);
  return { ...never, ...before, ...times, ...change, name };
}

/** The times that tell of a change to a status. */
function toTimes(status: MonitorStatus, nowSeconds: number): Partial<MonitorGroup> {
  switch (status) {
    case 'Alert':
    case 'Warn':
      return { last_triggered_ts: nowSeconds, last_notified_ts: nowSeconds };
    case 'No Data':
      return { last_nodata_ts: nowSeconds };
    case 'OK':
      return { last_resolved_ts: nowSeconds };
    default:
      return {};
  }
}
