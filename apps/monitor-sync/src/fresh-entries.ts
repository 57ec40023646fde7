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
  readFresh(
    sync,
    dueEntries.filter((entry) => isFresh(entry, nowMillis)),
  );
  for (const entry of dueEntries) if (!entry.isGone) sync.consider(entry);
}

function readFresh({ walks }: Synchronizing, entries: readonly SyncEntry[]): void {
  for (const [api, group] of Map.groupBy(entries, ({ kind, resource }) => kind.api(resource))) {
    if (api?.list !== undefined && group.length > walks.listing(api).walk.pages) walks.want(api);
    else for (const entry of group) entry.isReadWanted = true;
  }
}
