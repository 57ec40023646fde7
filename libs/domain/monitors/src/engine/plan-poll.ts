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
  if (id === undefined) return nextDuplicatePoll(state);
  if (api.list === undefined || kind.isRequiredTagDisabled(resource)) {
    return Math.max(state.reading?.atMillis ?? 0, state.lastWriteMillis) + periodMillis;
  }
  if (api.list.versionField === undefined || observed.state !== 'unknown') return undefined;
  const listed = facts.observe(id);
  return listed.state === 'present' && listed.atMillis >= state.lastWriteMillis ? nowMillis : undefined;
}

const duplicatePeriodMillis = 300_000;

/** What Datadog says is the same is looked at now and then: somebody may have deleted it. */
function nextDuplicatePoll({ memory, reading }: SyncState): number | undefined {
  if (memory.duplicateOf === undefined || reading?.id !== memory.duplicateOf) return undefined;
  return reading.atMillis + duplicatePeriodMillis;
}
