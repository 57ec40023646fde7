import type { ListFacts, SyncState } from './sync-state.js';
import type { SyncTarget } from './sync-target.js';
import type { SyncView } from './sync-view.js';

/**
 * When an object is to be read by its id, since the lists do not tell enough of it: milliseconds, `undefined` for never. One
 * that is not listed is read once a period; one of which the list only tells that it was modified, at once.
 */
export function nextPollMillis(
  { api, kind, resource }: SyncTarget,
  state: SyncState,
  { observed, id, nowMillis }: SyncView,
  { facts, periodMillis }: { readonly facts: ListFacts; readonly periodMillis: number },
): number | undefined {
  if (id === undefined) return nextForeignPoll(state);
  if (api.list === undefined || kind.isRequiredTagDisabled(resource)) {
    return Math.max(state.reading?.atMillis ?? 0, state.lastWriteMillis) + periodMillis;
  }
  if (api.list.versionField === undefined || observed.state !== 'unknown') return undefined;
  const listed = facts.observe(id);
  return listed.state === 'present' && listed.atMillis >= state.lastWriteMillis ? nowMillis : undefined;
}

const foreignPeriodMillis = 300_000;

/** An object that is in the way, or that is to be taken over but cannot be, is looked at now and then: that may change. */
function nextForeignPoll({ reading }: SyncState): number | undefined {
  return reading === undefined ? undefined : reading.atMillis + foreignPeriodMillis;
}
