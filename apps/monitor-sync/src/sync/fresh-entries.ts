import type { ObjectApi } from '@dogwatch/monitors';
import type { SyncEntry } from './sync-entry.js';
import type { Synchronizing } from './synchronizing.js';

/** How often the first state of a monitor is looked for. */
export const freshLookMillis = 4_500;
/** For how long after its create. */
export const freshMillis = 120_000;

/** Whether a monitor was just made and has no state to speak of yet. */
export function isFresh({ freshUntilMillis, state }: SyncEntry, nowMillis: number): boolean {
  return nowMillis < freshUntilMillis && state.id !== undefined && state.status['monitorState'] === 'No Data';
}

/**
 * Has entries looked at whose time has come. Fresh ones are read one by one, or with one walk over the list, whichever takes
 * fewer calls.
 */
export function considerDue(sync: Synchronizing): void {
  const nowMillis = sync.ports.nowMillis();
  const dueEntries = [...sync.due].filter(([, atMillis]) => atMillis <= nowMillis).map(([entry]) => entry);
  for (const entry of dueEntries) sync.due.delete(entry);
  const fresh = dueEntries.filter((entry) => isFresh(entry, nowMillis));
  for (const [api, entries] of Map.groupBy(fresh, ({ kind, resource }) => kind.api(resource))) {
    if (api !== undefined) lookAtFresh(sync, api, entries);
  }
  for (const entry of dueEntries) if (!entry.isGone) sync.consider(entry);
}

function lookAtFresh(sync: Synchronizing, api: ObjectApi, entries: readonly SyncEntry[]): void {
  const { ports, table, walks } = sync;
  const nowMillis = ports.nowMillis();
  const { walk, startedMillis } = walks.listing(api);
  // those that are not due now will be soon
  const all = [...table.entries.values()].filter(
    (entry) => isFresh(entry, nowMillis) && entry.kind.api(entry.resource) === api,
  );
  if (api.list === undefined || all.length <= walk.pages) {
    for (const entry of entries) entry.isReadWanted = true;
  } else if (nowMillis - startedMillis >= freshLookMillis) walks.want(api);
}
