import type { FieldProblem } from '../field-problem.js';
import { isNotKept } from './remember.js';
import type { SyncStep, SyncView } from './sync-view.js';

const refusedBefore = 'Datadog refused this definition; it is sent again when the spec changes';
const unknownOutcome =
  'whether the last create succeeded is not known, and objects of this type do not tell their owner; look in Datadog, then take it over with the annotation monitor.datadoghq.com/adopt-id, or change the spec to have it created';
const waitingForList = 'waiting for the first complete list from Datadog';

/**
 * The next step of one resource. Deciding and doing are apart: this says at most one call, whoever does it comes back with
 * what it gave. The same view always gives the same step, and no order of failures leads to two objects in Datadog.
 */
export function planSync(view: SyncView): SyncStep {
  if (view.isDeleting) return planDeletion(view);
  if (!view.hasFinalizer) return { do: 'add-finalizer' };
  if (view.nowMillis < view.memory.notBeforeMillis) {
    return { do: 'wait', untilMillis: view.memory.notBeforeMillis, why: 'the last call failed' };
  }
  if (view.id === undefined) return planBirth(view);
  return planUpkeep(view, view.id);
}

function planDeletion(view: SyncView): SyncStep {
  const { memory, id } = view;
  if (!view.hasFinalizer) return { do: 'nothing', why: 'the resource is being deleted and is no longer ours' };
  if (view.deletionPolicy === 'Orphan')
    return { do: 'release', why: 'deletion-policy Orphan: the object stays in Datadog' };
  if (view.nowMillis < memory.notBeforeMillis) {
    return { do: 'wait', untilMillis: memory.notBeforeMillis, why: 'the last call failed' };
  }
  // an id beside an open create is that of an object that is gone
  if (id !== undefined && !memory.isCreateOpen) {
    return view.isPrimary
      ? { do: 'delete', id }
      : { do: 'release', why: 'the object was not made by this resource and stays in Datadog' };
  }
  return planDeletionWithoutId(view);
}

/** The status has not the id: it was lost, or the answer to the create was. */
function planDeletionWithoutId(view: SyncView): SyncStep {
  const { memory, owned } = view;
  const wait = planOpenCreate(view);
  if (wait !== undefined) return wait;
  const isSearched = memory.search !== undefined;
  if (view.isSearchable && !isSearched && (memory.isCreateOpen || owned.state === 'unlisted')) {
    return { do: 'find-by-owner', why: 'the id is not known' };
  }
  const found = memory.search ?? owned;
  if (found.state === 'found') return { do: 'delete', id: found.id };
  if (!isSearched && owned.state === 'unknown') return { do: 'nothing', why: waitingForList };
  return { do: 'release', why: 'nothing in Datadog carries the owner tag' };
}

/** Somebody else may be at it: what is found before that has ended is not the whole truth. */
function planOpenCreate({ memory, nowMillis }: SyncView): SyncStep | undefined {
  const { createOpenUntilMillis: untilMillis = 0 } = memory;
  if (memory.search !== undefined || nowMillis >= untilMillis) return undefined;
  return { do: 'wait', untilMillis, why: 'a create of an earlier leader may be under way' };
}

function planBirth(view: SyncView): SyncStep {
  const { memory, owned } = view;
  if (view.adoptId !== undefined) return planAdoption(view, view.adoptId, 'the annotation adopt-id');
  const found = memory.search ?? owned;
  if (found.state === 'found') {
    return { do: 'adopt', id: found.id, differences: [], why: 'the object carries the owner tag' };
  }
  const search = memory.search === undefined ? (planOpenCreate(view) ?? planSearch(view)) : undefined;
  if (search !== undefined) return search;
  if (memory.duplicateOf !== undefined) return planDuplicate(view, memory.duplicateOf);
  return planCreate(view, 'there is no such object yet');
}

/** What must be known before a create: that there is nothing of ours in Datadog. */
function planSearch({ memory, owned, isSearchable }: SyncView): SyncStep | undefined {
  if (memory.isCreateOpen && !isSearchable) return refuse('NoAnswer', unknownOutcome);
  if (memory.isCreateOpen) return { do: 'find-by-owner', why: 'a create whose outcome is not known' };
  if (owned.state === 'unlisted') return { do: 'find-by-owner', why: 'before a create' };
  return owned.state === 'unknown' ? { do: 'nothing', why: waitingForList } : undefined;
}

function planCreate({ rendered, memory, fingerprint }: SyncView, why: string): SyncStep {
  if (!rendered.ok) return { do: 'refuse', problems: rendered.problems };
  if (memory.refusedFingerprint === fingerprint) return { do: 'nothing', why: refusedBefore };
  return { do: 'create', body: rendered.body, why };
}

function planAdoption(view: SyncView, id: string, cause: string): SyncStep {
  const { observed, holder } = view;
  if (holder !== undefined) return refuse('AdoptedElsewhere', `${cause} names ${id}, which ${holder} has already`);
  if (observed.state !== 'present') {
    if (observed.state === 'gone') return refuse('NotFound', `${cause} names ${id}, which is not in Datadog`);
    return { do: 'read', id, why: `${cause} names ${id}` };
  }
  const owner = view.owners.find((tag) => tag !== view.ownerTag);
  if (owner !== undefined) {
    return refuse('AdoptedElsewhere', `${cause} names ${id}, which belongs to another resource (${owner})`);
  }
  return { do: 'adopt', id, differences: view.differences, why: cause };
}

const duplicateMillis = 300_000;

/** Datadog has the same object under another id: ours when it carries our tag, somebody's own otherwise. */
function planDuplicate(view: SyncView, id: string): SyncStep {
  const { observed } = view;
  if (observed.state === 'unknown' || observed.state === 'missing') {
    return { do: 'read', id, why: `Datadog says that it has the same as ${id}` };
  }
  if (observed.state === 'present' && view.owners.includes(view.ownerTag)) {
    return { do: 'adopt', id, differences: view.differences, why: 'the object carries the owner tag' };
  }
  if (observed.state === 'gone' && view.nowMillis >= view.lastWriteMillis + duplicateMillis) {
    return planCreate(view, 'what was the same is gone');
  }
  return refuse(
    'Duplicate',
    `Datadog has the same as ${id}, which is not this resource's; change the spec, or take it over with the annotation monitor.datadoghq.com/adopt-id: "${id}"`,
  );
}

function planUpkeep(view: SyncView, id: string): SyncStep {
  const { observed, rendered, differences } = view;
  if (observed.state === 'gone') return planRebirth(view);
  if (observed.state === 'missing') return { do: 'read', id, why: 'a complete list did not show it' };
  if (!rendered.ok) return { do: 'refuse', problems: rendered.problems };
  if (observed.state === 'unknown') return { do: 'nothing', why: 'nothing newer than our last write was read yet' };
  if (differences.some(({ path }) => path === 'type')) {
    return refuse(
      'TypeChanged',
      'Datadog cannot change the type of an object; delete the resource and create it again',
    );
  }
  if (differences.length === 0) return { do: 'report', observed: observed.body };
  if (view.memory.refusedFingerprint === view.fingerprint) {
    return { do: 'nothing', why: refusedBefore };
  }
  if (isNotKept(view.memory, view)) return refuse('NotKept', toNotKept(view));
  return { do: 'update', id, body: rendered.body, differences };
}

function toNotKept({ differences }: SyncView): string {
  const paths = differences.map(({ path }) => path).join(', ');
  return `Datadog held other values again after each of the last updates (${paths}): say in the resource what Datadog makes of it, or stop what else writes it; it is written again in an hour`;
}

/** Somebody deleted the object: make it again, but first see whether we did already and lost the answer. */
function planRebirth(view: SyncView): SyncStep {
  const { search, isCreateOpen } = view.memory;
  if (isCreateOpen && !view.isSearchable) return refuse('NoAnswer', unknownOutcome);
  if (search === undefined && view.isSearchable) {
    return planOpenCreate(view) ?? { do: 'find-by-owner', why: 'the object is gone from Datadog' };
  }
  if (search?.state === 'found' && search.id !== view.id) {
    return { do: 'adopt', id: search.id, differences: [], why: 'the object carries the owner tag' };
  }
  return planCreate(view, 'it was deleted in Datadog');
}

function refuse(reason: FieldProblem['reason'], message: string): SyncStep {
  return { do: 'refuse', problems: [{ reason, path: 'spec', message }] };
}
