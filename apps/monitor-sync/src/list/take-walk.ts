import { type ApiBody, errorOf, type ObjectApi, type Reaction, toKubeTime, withFailure } from '@dogwatch/monitors';
import type { SyncEntry } from '../sync/sync-entry.js';
import { type Synchronizing, takeState, targetOf } from '../sync/synchronizing.js';

/** Has those looked at of which a page of a list tells. */
export function takeListPage(sync: Synchronizing, api: ObjectApi, objects: readonly ApiBody[]): void {
  for (const object of objects) {
    const id = api.idOf(object);
    const entry = id === undefined ? undefined : sync.table.byId(api, id);
    if (entry !== undefined) sync.consider(entry);
  }
}

/** After a whole walk: has those looked at that it did not show, and those that waited for it. */
export function takeCompleteWalk(sync: Synchronizing, api: ObjectApi): void {
  const { found } = sync.walks.listing(api).walk;
  for (const entry of sync.table.entries.values()) {
    if (entry.kind.api(entry.resource)?.type !== api.type) continue;
    if (entry.state.id === undefined || !found.has(entry.state.id)) sync.consider(entry);
  }
}

/** Has those try again that wait after a failed call: of one API, or all. Nobody waits for long after an outage. */
export function endPauses({ table, consider, ports }: Synchronizing, api?: ObjectApi): void {
  const nowMillis = ports.nowMillis();
  for (const entry of table.entries.values()) {
    const { state, kind, resource } = entry;
    if (state.memory.notBeforeMillis <= nowMillis) continue;
    if (api !== undefined && kind.api(resource)?.type !== api.type) continue;
    table.setState(entry, { ...state, memory: { ...state.memory, notBeforeMillis: 0 } });
    consider(entry);
  }
}

const failuresUntilTold = 2;

/** Whether it takes a while until states are known again. */
function isTold({ options }: Synchronizing, { errorCondition, afterSeconds = 0 }: Reaction, failures: number): boolean {
  return errorCondition || failures >= failuresUntilTold || afterSeconds * 1000 > options.periodMillis;
}

/** One failed walk is made up for soon; if not, or from the second on, statuses say that what they tell is old. */
export function takeFailedWalk(sync: Synchronizing, api: ObjectApi, reaction: Reaction, failures: number): void {
  if (sync.isStopped) return;
  const { reason, message } = reaction;
  sync.ports.log.warn(
    { api: api.type, reason, failures },
    `The list of Datadog cannot be read, so states and drift are not seen until it can: ${message}`,
  );
  if (!isTold(sync, reaction, failures)) return;
  for (const entry of sync.table.entries.values()) {
    if (entry.kind.api(entry.resource)?.type !== api.type || entry.isBusy) continue;
    tellFailedWalk(sync, entry, api);
    sync.consider(entry);
  }
}

/** Has the status of an entry say that the list cannot be read, if that is so. */
export function tellFailedWalk(sync: Synchronizing, entry: SyncEntry, api: ObjectApi): void {
  const reaction = sync.walks.failure(api);
  const target = targetOf(sync, entry);
  if (reaction === undefined || target === undefined) return;
  if (!isTold(sync, reaction, sync.walks.listing(api).failures)) return;
  const text = `error getting ${entry.kind.noun}`;
  const before = entry.state.status;
  const status = withFailure(target, before, { reaction, sync: text }, toKubeTime(sync.ports.nowMillis()));
  const isNews = reaction.errorCondition && errorOf(before)?.message !== errorOf(status)?.message;
  const note = { type: 'Warning', reason: reaction.reason, message: `${text}: ${reaction.message}` } as const;
  takeState(sync, entry, { ...entry.state, status }, isNews ? [note] : []);
}
