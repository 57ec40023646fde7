import { type JsonObject, toJsonObject, toTexts } from '../json-object.js';
import type { StoredObject } from '../objects/object-store.js';
import { wholeGroup } from './monitor-state.js';
import type { StoredMonitor } from './monitor-store.js';

/** What the Downtimes API says of a downtime with these attributes. */
export function statusOfDowntime(
  { canceled, schedule }: JsonObject,
  nowMillis: number,
): 'active' | 'canceled' | 'ended' | 'scheduled' {
  if (canceled !== null && canceled !== undefined) {
    return 'canceled';
  }
  const { start, end } = toJsonObject(schedule);
  if (typeof start === 'string' && Date.parse(start) > nowMillis) {
    return 'scheduled';
  }
  return typeof end === 'string' && Date.parse(end) <= nowMillis ? 'ended' : 'active';
}

/** The downtimes of a monitor as the Monitors API tells them: those that are active now, or will be. */
export function toMatchingDowntimes(
  monitor: StoredMonitor,
  downtimes: readonly StoredObject[],
  nowMillis: number,
): readonly JsonObject[] {
  return downtimes.flatMap(({ id, attributes }) => {
    const told = toJsonObject(attributes);
    const status = statusOfDowntime(told, nowMillis);
    const groups = groupsInScope(monitor, toScope(told));
    const isMeant = isOfMonitor(monitor, toJsonObject(told['monitor_identifier'])) && groups.length > 0;
    if (!isMeant || (status !== 'active' && status !== 'scheduled')) {
      return [];
    }
    const { start, end } = toJsonObject(told['schedule']);
    const [first, last] = [toSeconds(start), toSeconds(end)];
    const active = status === 'active';
    return [
      { id: toNumber(id), active, monitor_id: monitor.id, start: first, end: last, scope: toScope(told), groups },
    ];
  });
}

/** What the option `silenced` tells of downtimes: scope -> when it ends, in Unix seconds, or null. */
export function toSilenced(downtimes: readonly JsonObject[]): JsonObject {
  const active = downtimes.filter((downtime) => downtime['active'] === true);
  return Object.fromEntries(active.map(({ scope, end }) => [toTexts(scope).join(','), end ?? null]));
}

function isOfMonitor({ id, tags }: StoredMonitor, { monitor_id: meant, monitor_tags: wanted }: JsonObject): boolean {
  return (
    meant === id || (wanted !== undefined && toTexts(wanted).every((tag) => tag === '*' || toTexts(tags).includes(tag)))
  );
}

function toScope({ scope }: JsonObject): readonly string[] {
  return typeof scope === 'string' ? scope.split(/,| AND /).map((tag) => tag.trim()) : ['*'];
}

/** A group is named by its tags; one whole group stands for a monitor without groups. */
function groupsInScope({ groups }: StoredMonitor, scope: readonly string[]): readonly string[] {
  const names = Object.keys(groups);
  const all = names.length === 0 ? [wholeGroup] : names;
  return all.filter((name) => scope.every((tag) => tag === '*' || name.split(',').includes(tag)));
}

function toSeconds(time: unknown): number | null {
  return typeof time === 'string' ? Math.floor(Date.parse(time) / 1000) : null;
}

/** The Monitors API numbers downtimes; theirs are UUIDs. */
function toNumber(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-12), 16);
}
