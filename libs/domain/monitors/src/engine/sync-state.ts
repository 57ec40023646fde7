import type { ApiBody } from '../api-body.js';
import type { Difference } from '../difference.js';
import { isSameDifference } from './same-difference.js';
import { hasOpenCreate } from './sync-conditions.js';
import type { SyncResource, SyncStatus } from './kinds/sync-kind.js';
import type { SyncTarget } from './sync-target.js';
import { emptyMemory, type Observation, type SyncMemory, type SyncView } from './sync-view.js';

/** A reading of one object by its id. */
export interface Reading {
  readonly id: string;
  /** When it was asked for. */
  readonly atMillis: number;
  readonly observed: { readonly state: 'gone' } | { readonly state: 'present'; readonly body: ApiBody };
}

/** What the engine knows of one resource beside the resource itself. */
export interface SyncState {
  readonly id: string | undefined;
  readonly isPrimary: boolean;
  readonly memory: SyncMemory;
  /** What the status is to say. */
  readonly status: SyncStatus;
  readonly reading?: Reading;
  /** When our last write ended, or began while it is under way. */
  readonly lastWriteMillis: number;
  /** The time of the reading that the status tells of. */
  readonly reportedMillis: number;
}

/** What the lists say. */
export interface ListFacts {
  /** Of an id. */
  observe(id: string): Observation;
  readonly owned: SyncView['owned'];
  /** The resource of this cluster that has an object. */
  holderOf?(id: string): string | undefined;
}

/**
 * The state of a resource that is seen for the first time: what its status says. A create that an earlier leader began has
 * ended by `createEndMillis`.
 */
export function newSyncState(
  { kind }: Pick<SyncTarget, 'kind'>,
  { status = {} }: SyncResource,
  createEndMillis = 0,
): SyncState {
  const isOpen = hasOpenCreate(status);
  return {
    id: kind.idOf(status),
    isPrimary: kind.isPrimary(status),
    memory: isOpen ? { ...emptyMemory, isCreateOpen: true, createOpenUntilMillis: createEndMillis } : emptyMemory,
    status,
    lastWriteMillis: 0,
    reportedMillis: 0,
  };
}

/** Names an object in Datadog that the resource is to take over. */
export const adoptAnnotation = 'monitor.datadoghq.com/adopt-id';
/** `Orphan`: the object stays in Datadog when the resource goes. */
export const deletionPolicyAnnotation = 'monitor.datadoghq.com/deletion-policy';

/** Everything that the next step of a resource depends on. */
export function toSyncView(target: SyncTarget, state: SyncState, facts: ListFacts, nowMillis: number): SyncView {
  const { api, rendered, fingerprint, ownerTag } = target;
  const { memory, id, isPrimary } = state;
  const wishes = toWishes(target);
  const observed = observe(id ?? wishes.adoptId ?? memory.duplicateOf, target, state, facts);
  return {
    ...wishes,
    ...compare(target, state, observed),
    holder: wishes.adoptId === undefined ? undefined : facts.holderOf?.(wishes.adoptId),
    id,
    isPrimary,
    ownerTag,
    isSearchable: api.list !== undefined,
    rendered,
    fingerprint,
    observed,
    owned: facts.owned,
    memory,
    lastWriteMillis: state.lastWriteMillis,
    nowMillis,
  };
}

/** What the metadata of a resource asks for. */
function toWishes({ kind, resource }: SyncTarget) {
  const { annotations = {}, deletionTimestamp, finalizers = [] } = resource.metadata;
  return {
    isDeleting: deletionTimestamp !== undefined,
    hasFinalizer: finalizers.includes(kind.finalizer),
    deletionPolicy:
      annotations[deletionPolicyAnnotation]?.toLowerCase() === 'orphan' ? ('Orphan' as const) : ('Delete' as const),
    adoptId: annotations[adoptAnnotation],
  };
}

function compare(
  { api, rendered, fingerprint }: SyncTarget,
  { memory: { leftover }, status }: SyncState,
  observed: Observation,
): Pick<SyncView, 'differences' | 'owners'> {
  if (observed.state !== 'present') return { differences: [], owners: [] };
  const { body } = observed;
  const all = rendered.ok ? api.diff(rendered.body, body) : [];
  const left = leftover?.fingerprint === fingerprint ? leftover.differences : [];
  const news = all.filter((difference) => !left.some((known) => isSameDifference(known, difference)));
  return {
    differences:
      news.length === 0 && rendered.ok && api.hidesChanges(rendered.body) ? toHidden(status, fingerprint) : news,
    owners: api.ownersOf(body),
  };
}

/** The hash of what was written last tells what cannot be compared; one of another form is another operator's. */
function toHidden({ currentHash }: SyncStatus, fingerprint: string): Difference[] {
  if (typeof currentHash !== 'string' || currentHash.length !== fingerprint.length) return [];
  return currentHash === fingerprint ? [] : [{ path: 'spec', desired: fingerprint, observed: currentHash }];
}

const unknown: Observation = { state: 'unknown' };

/** The newest of what is known, unless it is older than our last write. */
function observe(id: string | undefined, { api }: SyncTarget, state: SyncState, facts: ListFacts): Observation {
  if (id === undefined) return unknown;
  const read = unlessStale(readingOf(id, state), state.lastWriteMillis);
  const listed = unlessStale(facts.observe(id), state.lastWriteMillis);
  if (listed.state === 'unknown') return read;
  if (read.state !== 'unknown' && read.atMillis >= listed.atMillis) return read;
  return listed.state === 'present' ? confirm(listed, read, api.list?.versionField) : listed;
}

function readingOf(id: string, { reading }: SyncState): Observation {
  return reading?.id === id ? { ...reading.observed, atMillis: reading.atMillis } : unknown;
}

function unlessStale(observed: Observation, lastWriteMillis: number): Observation {
  return observed.state !== 'unknown' && observed.atMillis < lastWriteMillis ? unknown : observed;
}

/** A list that tells only when an object was modified confirms what was read before, or says that it is no longer so. */
function confirm(
  listed: Extract<Observation, { state: 'present' }>,
  read: Observation,
  version: string | undefined,
): Observation {
  if (version === undefined) return listed;
  if (read.state !== 'present' || read.body[version] !== listed.body[version]) return unknown;
  return { ...read, atMillis: listed.atMillis };
}
