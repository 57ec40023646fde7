import type { ApiBody } from '../api-body.js';
import type { FieldProblem } from '../field-problem.js';
import type { Reaction } from '../react.js';
import type { MonitorReason } from '../reasons.js';
import { syncStatuses, toSyncStatus } from '../sync-status.js';
import type { NewObject, SyncStatus } from './kinds/sync-kind.js';
import { withCondition, withoutError } from './sync-conditions.js';
import type { SyncTarget } from './sync-target.js';

/** The status once a resource has its object: made by it, or taken over. */
export function withNewObject(
  { kind, fingerprint }: SyncTarget,
  status: SyncStatus,
  object: NewObject,
  reason: 'Adopted' | 'Created',
): SyncStatus {
  const { now } = object;
  const { crd, statusFields } = kind;
  const verb = reason === 'Created' ? 'Created' : 'Adopted';
  const made = {
    ...kind.withObject(status, object),
    [statusFields.sync]: syncStatuses.ok,
    ...(reason === 'Created' ? { currentHash: fingerprint, [statusFields.written]: now } : {}),
  };
  const created = withCondition(made, { type: 'Created', isTrue: true, reason, message: `${crd.kind} ${verb}` }, now);
  return withInSync(created, crd.kind, now);
}

/** The status after its object was changed. */
export function withUpdate({ kind, fingerprint }: SyncTarget, status: SyncStatus, now: string): SyncStatus {
  const { crd, statusFields } = kind;
  const written = {
    ...status,
    [statusFields.sync]: syncStatuses.ok,
    [statusFields.written]: now,
    currentHash: fingerprint,
  };
  const updated = withCondition(
    written,
    { type: 'Updated', isTrue: true, reason: 'Updated', message: `${crd.kind} Updated` },
    now,
  );
  return withInSync(updated, crd.kind, now);
}

function withInSync(status: SyncStatus, kind: string, now: string): SyncStatus {
  const message = `${kind} ready`;
  return withoutError(withCondition(status, { type: 'Active', isTrue: true, reason: 'InSync', message }, now), now);
}

/** The status after its object was read and found as it should be. */
export function withSyncedReading(target: SyncTarget, status: SyncStatus, observed: ApiBody, now: string): SyncStatus {
  const { crd, statusFields } = target.kind;
  const read = {
    ...target.kind.withReading(status, observed, now),
    [statusFields.sync]: syncStatuses.ok,
    currentHash: status['currentHash'] ?? target.fingerprint,
  };
  return withInSync(read, crd.kind, now);
}

/** The status after its object was read while something else about it is wrong: the state is told, the error stays. */
export function withReadingOnly({ kind }: SyncTarget, status: SyncStatus, observed: ApiBody, now: string): SyncStatus {
  const { sync } = kind.statusFields;
  return { ...kind.withReading(status, observed, now), [sync]: status[sync] };
}

/** The status after a call that failed: what was known of the object stays. */
export function withFailure(
  { kind }: SyncTarget,
  status: SyncStatus,
  { reaction, sync }: { readonly reaction: Reaction; readonly sync: string },
  now: string,
): SyncStatus {
  const failed = { ...status, [kind.statusFields.sync]: sync };
  return reaction.errorCondition ? withError(failed, reaction.reason, `${sync}: ${reaction.message}`, now) : failed;
}

/** The status of a resource that is refused before anything is sent. */
export function withRefusal(
  { kind }: SyncTarget,
  status: SyncStatus,
  problems: readonly FieldProblem[],
  now: string,
): SyncStatus {
  const [first] = problems;
  if (first === undefined) return status;
  const message = problems.map((problem) => problem.message).join('; ');
  const sync = toSyncStatus(first.path === 'spec' ? 'PUT' : 'POST', kind.noun);
  return withError({ ...status, [kind.statusFields.sync]: sync }, first.reason, message, now);
}

function withError(status: SyncStatus, reason: MonitorReason, message: string, now: string): SyncStatus {
  const failed = withCondition(status, { type: 'Error', isTrue: true, reason, message }, now);
  const isActive = status.conditions?.some(({ type }) => type === 'Active') === true;
  return isActive ? withCondition(failed, { type: 'Active', isTrue: false, reason, message }, now) : failed;
}
