import type { ResourceCondition } from '@dogwatch/crds';
import type { MonitorReason } from '../reasons.js';
import type { SyncStatus } from './kinds/sync-kind.js';

/** The conditions of every kind. */
export type SyncConditionType = 'Active' | 'Created' | 'Error' | 'Updated';

/** What a condition is to say. */
export interface ConditionChange {
  readonly type: SyncConditionType;
  readonly isTrue: boolean;
  readonly reason: MonitorReason;
  readonly message: string;
}

const maxMessageLength = 1024;

/** A status in which one condition says something. Its time moves only when its truth does. */
export function withCondition(status: SyncStatus, change: ConditionChange, now: string): SyncStatus {
  const conditions = status.conditions ?? [];
  const before = conditions.find(({ type }) => type === change.type);
  const truth = change.isTrue ? 'True' : 'False';
  const condition: ResourceCondition = {
    type: change.type,
    status: truth,
    reason: change.reason,
    message: change.message.slice(0, maxMessageLength),
    lastTransitionTime: before?.status === truth ? (before.lastTransitionTime ?? now) : now,
  };
  const others = conditions.filter(({ type }) => type !== change.type);
  const all = [...others, condition].toSorted((left, right) => (left.type < right.type ? -1 : 1));
  return { ...status, conditions: all };
}

/** A status that tells that a create is under way: written before it is sent, so that the next leader knows of it. */
export function withOpenCreate(status: SyncStatus, now: string): SyncStatus {
  if (hasOpenCreate(status)) return status;
  const message = 'the create is under way, or its outcome is not known';
  return withCondition(status, { type: 'Created', isTrue: false, reason: 'Creating', message }, now);
}

/** A status that tells of no create under way. */
export function withoutOpenCreate(status: SyncStatus): SyncStatus {
  if (!hasOpenCreate(status)) return status;
  return { ...status, conditions: status.conditions?.filter(({ type }) => type !== 'Created') };
}

/** Whether a status tells of a create whose outcome it does not tell. */
export function hasOpenCreate({ conditions = [] }: SyncStatus): boolean {
  return conditions.some(
    ({ type, status, reason }) => type === 'Created' && status === 'False' && reason === 'Creating',
  );
}

/** A status that tells of no error. Upstream tools look for conditions that are True, so one that never was is not added. */
export function withoutError(status: SyncStatus, now: string): SyncStatus {
  const hadError = status.conditions?.some(({ type }) => type === 'Error') === true;
  if (!hadError) return status;
  return withCondition(status, { type: 'Error', isTrue: false, reason: 'NoError', message: '' }, now);
}

/** What the Error condition says while it is True. */
export function errorOf(status: SyncStatus): ResourceCondition | undefined {
  return status.conditions?.find(({ type, status: truth }) => type === 'Error' && truth === 'True');
}
