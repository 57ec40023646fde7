import type { Reaction } from '../react.js';
import type { Difference } from '../difference.js';
import { isSameDifference } from './same-difference.js';
import { emptyMemory, type OwnerSearch, type SyncMemory, type SyncStep } from './sync-view.js';

const firstBackoffMillis = 5_000;
const maxBackoffMillis = 120_000;

/** The memory after a write that succeeded: nothing is held against the resource any more. `left` still differs in the answer. */
export function rememberWrite(fingerprint: string, left: readonly Difference[]): SyncMemory {
  return left.length === 0 ? emptyMemory : { ...emptyMemory, leftover: { fingerprint, differences: left } };
}

/** The memory after an update that succeeded: how often the same was mended in a row is counted. */
export function rememberUpdate(
  { repeated }: SyncMemory,
  { fingerprint, mended, left }: Readonly<Record<'left' | 'mended', readonly Difference[]>> & { fingerprint: string },
): SyncMemory {
  const isAgain = repeated?.fingerprint === fingerprint && hasSameDifferences(repeated.differences, mended);
  const count = isAgain ? repeated.count + 1 : 1;
  return { ...rememberWrite(fingerprint, left), repeated: { fingerprint, differences: mended, count } };
}

/** The memory after a reading that was in sync. */
export function rememberInSync(memory: SyncMemory): SyncMemory {
  if (memory.repeated === undefined) return memory;
  const { repeated: _, ...kept } = memory;
  return kept;
}

function hasSameDifferences(left: readonly Difference[], right: readonly Difference[]): boolean {
  return (
    left.length === right.length &&
    left.every((difference) => right.some((other) => isSameDifference(difference, other)))
  );
}

const maxRepeats = 3;
const repeatMillis = 3_600_000;

/** Whether these differences came back each time that they were mended: until an hour after the last time. */
export function isNotKept(
  { repeated }: SyncMemory,
  {
    fingerprint,
    differences,
    lastWriteMillis,
    nowMillis,
  }: Readonly<Record<'lastWriteMillis' | 'nowMillis', number>> & {
    readonly fingerprint: string;
    readonly differences: readonly Difference[];
  },
): boolean {
  if (repeated === undefined || repeated.count < maxRepeats || nowMillis >= lastWriteMillis + repeatMillis)
    return false;
  return repeated.fingerprint === fingerprint && hasSameDifferences(repeated.differences, differences);
}

/** The memory after a read that succeeded. */
export function rememberRead(memory: SyncMemory): SyncMemory {
  return { ...memory, failures: 0, notBeforeMillis: 0 };
}

/** The memory after the spec was changed: what hangs on a person's decision is open again. */
export function rememberSpecChange({ isCreateOpen, ...memory }: SyncMemory, isSearchable: boolean): SyncMemory {
  const { duplicateOf: _, ...kept } = memory;
  return { ...kept, isCreateOpen: isCreateOpen && isSearchable };
}

/** The memory once a create is on its way: written before the call, so that a crash of the call itself is covered too. */
export function rememberCreate(memory: SyncMemory): SyncMemory {
  const { search: _, duplicateOf: __, createOpenUntilMillis: ___, ...kept } = memory;
  return { ...kept, isCreateOpen: true };
}

/** The memory after a search for the owner tag. */
export function rememberSearch(memory: SyncMemory, id: string | undefined): SyncMemory {
  const search: OwnerSearch = id === undefined ? { state: 'none' } : { state: 'found', id };
  return { ...memory, search, failures: 0, notBeforeMillis: 0 };
}

/** What a failure depends on beside the reaction. */
export interface FailureContext {
  readonly step: SyncStep['do'];
  readonly fingerprint: string;
  readonly nowMillis: number;
  /** 0 to 1, from a hash of the uid: resources that fail together do not come back together. */
  readonly spread: number;
}

/** The memory after a call that failed. */
export function rememberFailure(memory: SyncMemory, reaction: Reaction, context: FailureContext): SyncMemory {
  const failures = memory.failures + 1;
  // only a create decides whether its own outcome is known
  const isCreateOpen = context.step === 'create' ? reaction.retry === 'look-before-create' : memory.isCreateOpen;
  const kept = { ...memory, failures, isCreateOpen };
  const { retry } = reaction;
  if (retry === 'on-spec-change') return { ...kept, refusedFingerprint: context.fingerprint };
  if (retry === 'adopt-if-owned') return { ...kept, duplicateOf: String(reaction.duplicateOf ?? '') };
  // a collection that is not there is no object that is gone
  if (retry === 'recreate-now' && context.step === 'update') return kept;
  return { ...kept, notBeforeMillis: context.nowMillis + delayMillis(reaction, failures, context.spread) };
}

function delayMillis({ afterSeconds }: Reaction, failures: number, spread: number): number {
  const jitter = 0.5 + spread;
  if (afterSeconds !== undefined) return afterSeconds * 1000 + firstBackoffMillis * spread;
  return Math.min(maxBackoffMillis, firstBackoffMillis * 2 ** Math.min(failures - 1, 10)) * jitter;
}
