import { type ApiBody, isObject } from '../api-body.js';
import type { FailedCall, Reaction } from '../react.js';
import { isGoneStatus, reactTo } from '../react.js';
import { toSyncStatus } from '../sync-status.js';
import type { ApiCall, CallLane } from './apis/object-api.js';
import { rememberFailure, rememberRead, rememberSearch, rememberUpdate, rememberWrite } from './remember.js';
import type { SyncState } from './sync-state.js';
import { withOpenCreate, withoutOpenCreate } from './sync-conditions.js';
import { withFailure, withNewObject, withUpdate } from './sync-report.js';
import type { SyncTarget } from './sync-target.js';
import type { SyncStep } from './sync-view.js';
import { toKubeTime } from '../kube-time.js';

/** A step that is done by a call. */
export type CallStep = Extract<SyncStep, { readonly do: 'create' | 'delete' | 'find-by-owner' | 'read' | 'update' }>;

/** What came back: status 0 and a text as body when nothing did. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Seconds until the endpoint may be called again, when the answer says so. */
  readonly retryAfterSeconds?: number;
}

/** When a call was made, and what its failure depends on. */
export interface CallTimes {
  readonly sentMillis: number;
  readonly nowMillis: number;
  /** 0 to 1, from a hash of the uid. */
  readonly spread: number;
}

/** Something to tell whoever looks at the resource: an Event. */
export interface SyncNote {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What a call made of the state of its resource. */
export interface CallOutcome {
  readonly state: SyncState;
  readonly notes: readonly SyncNote[];
  /** Absent when the call succeeded. */
  readonly reaction?: Reaction;
}

/** Whether a step is done by a call. */
export function isCallStep(step: SyncStep): step is CallStep {
  return ['create', 'delete', 'find-by-owner', 'read', 'update'].includes(step.do);
}

/** The call that does a step; `undefined` for a search in an API that cannot be searched. */
export function toApiCall({ api, ownerTag }: SyncTarget, step: CallStep): ApiCall | undefined {
  if (step.do === 'create') return api.create(step.body);
  if (step.do === 'update') return api.update(step.id, step.body);
  if (step.do === 'delete') return api.remove(step.id);
  if (step.do === 'read') return api.read(step.id);
  return api.list?.owned(ownerTag);
}

const lanes: Readonly<Record<CallStep['do'], CallLane>> = {
  create: 'create',
  delete: 'delete',
  // without its answer the create or the delete behind it cannot go on
  'find-by-owner': 'create',
  read: 'poll',
  update: 'update',
};

/** What a step is preferred to when calls are scarce. */
export function toLane(step: CallStep): CallLane {
  return lanes[step.do];
}

/** The state in which a create may be sent: once its status is written, no leader sends it a second time unseen. */
export function announceCreate(state: SyncState, nowMillis: number): SyncState {
  const status = withOpenCreate(state.status, toKubeTime(nowMillis));
  return status === state.status ? state : { ...state, status };
}

/** Takes the answer to the call of a step into the state of its resource. */
export function applyAnswer(
  target: SyncTarget,
  state: SyncState,
  { step, answer }: { readonly step: CallStep; readonly answer: ApiAnswer },
  times: CallTimes,
): CallOutcome {
  const isGone = isGoneStatus(answer.status);
  if (step.do === 'read' && isGone) return { state: withGone(state, step.id, times), notes: [] };
  if (step.do === 'delete' && isGone) return applyDelete(target, state, times);
  const isOk = answer.status >= 200 && answer.status < 300;
  return (isOk ? applyOk : applyFailure)(target, state, { step, answer }, times);
}

function applyOk(
  target: SyncTarget,
  state: SyncState,
  { step, answer }: { readonly step: CallStep; readonly answer: ApiAnswer },
  times: CallTimes,
): CallOutcome {
  if (step.do === 'delete') return applyDelete(target, state, times);
  if (step.do === 'find-by-owner') return applySearch(target, state, { step, answer }, times);
  const observed = target.api.parse(answer.body);
  const id = step.do === 'create' ? observed && target.api.idOf(observed) : step.id;
  if (observed === undefined || id === undefined) {
    return applyFailure(target, state, { step, answer: toUnreadable(answer) }, times);
  }
  const apply = step.do === 'read' ? applyReading : applyWrite;
  return apply(target, state, { step, id, observed }, times);
}

/** An answer without the object that was asked for says nothing of how the call ended. */
function toUnreadable({ status }: ApiAnswer): ApiAnswer {
  return { status: 0, body: `HTTP ${status} without the object in its body` };
}

function withGone(state: SyncState, id: string, { sentMillis }: CallTimes): SyncState {
  return {
    ...state,
    memory: rememberRead(state.memory),
    reading: { id, atMillis: sentMillis, observed: { state: 'gone' } },
  };
}

function applyReading(
  { api }: SyncTarget,
  state: SyncState,
  { id, observed }: { readonly id: string; readonly observed: ApiBody },
  times: CallTimes,
): CallOutcome {
  if (api.isGone?.(observed) === true) return { state: withGone(state, id, times), notes: [] };
  const reading = { id, atMillis: times.sentMillis, observed: { state: 'present', body: observed } } as const;
  return { state: { ...state, memory: rememberRead(state.memory), reading }, notes: [] };
}

function applyDelete({ kind, name }: SyncTarget, state: SyncState, { nowMillis }: CallTimes): CallOutcome {
  const { reading: _, ...kept } = state;
  const memory = rememberSearch(state.memory, undefined);
  return {
    state: { ...kept, id: undefined, isPrimary: false, memory, lastWriteMillis: nowMillis },
    notes: [{ type: 'Normal', reason: `Delete ${kind.crd.kind}`, message: name }],
  };
}

function applySearch(
  target: SyncTarget,
  state: SyncState,
  { step, answer }: { readonly step: CallStep; readonly answer: ApiAnswer },
  times: CallTimes,
): CallOutcome {
  const { api, ownerTag } = target;
  const objects = api.list?.parse(answer.body);
  if (objects === undefined) {
    return applyFailure(target, state, { step, answer: toUnreadable(answer) }, times);
  }
  const ids = objects
    .filter((object) => api.ownersOf(object).includes(ownerTag))
    .flatMap((object) => api.idOf(object) ?? [])
    // the one that is gone may still be listed
    .filter((id) => id !== state.id);
  const [first] = ids.toSorted((left, right) => Number(left) - Number(right));
  return { state: { ...state, memory: rememberSearch(state.memory, first) }, notes: [] };
}

function applyWrite(
  target: SyncTarget,
  state: SyncState,
  written: { readonly step: CallStep; readonly id: string; readonly observed: ApiBody },
  { nowMillis }: CallTimes,
): CallOutcome {
  const { api, kind, name, fingerprint, rendered } = target;
  const { step, id, observed } = written;
  const left = rendered.ok ? api.diff(rendered.body, observed) : [];
  const { reading: _, ...kept } = state;
  const now = toKubeTime(nowMillis);
  if (step.do === 'update') {
    const memory = rememberUpdate(state.memory, { fingerprint, mended: step.differences, left });
    const status = withUpdate(target, state.status, now);
    const notes: SyncNote[] = [{ type: 'Normal', reason: `Update ${kind.crd.kind}`, message: name }];
    return { state: { ...kept, memory, status, lastWriteMillis: nowMillis }, notes };
  }
  const memory = rememberWrite(fingerprint, left);
  const status = withNewObject(target, state.status, { id, observed, now }, 'Created');
  return {
    state: { ...kept, id, isPrimary: true, memory, status, lastWriteMillis: nowMillis, reportedMillis: nowMillis },
    notes: [{ type: 'Normal', reason: `Create ${kind.crd.kind}`, message: name }],
  };
}

function applyFailure(
  target: SyncTarget,
  state: SyncState,
  { step, answer }: { readonly step: CallStep; readonly answer: ApiAnswer },
  { nowMillis, spread }: CallTimes,
): CallOutcome {
  const method = methods[step.do];
  const reaction = reactTo(toFailedCall(method, answer));
  const { fingerprint } = target;
  const memory = rememberFailure(state.memory, reaction, {
    step: step.do,
    fingerprint,
    nowMillis,
    spread,
  });
  const sync = toSyncStatus(method, target.kind.noun);
  const told = memory.isCreateOpen ? state.status : withoutOpenCreate(state.status);
  const status = withFailure(target, told, { reaction, sync }, toKubeTime(nowMillis));
  const isWrite = step.do !== 'read' && step.do !== 'find-by-owner';
  const failed: SyncState = { ...state, memory, status, ...(isWrite ? { lastWriteMillis: nowMillis } : {}) };
  const notes: SyncNote[] = reaction.errorCondition
    ? [{ type: 'Warning', reason: reaction.reason, message: `${sync}: ${reaction.message}` }]
    : [];
  if (step.do !== 'update' || reaction.retry !== 'recreate-now') return { state: failed, notes, reaction };
  const reading = { id: step.id, atMillis: nowMillis, observed: { state: 'gone' } } as const;
  return { state: { ...failed, reading }, notes: [], reaction };
}

const methods = { create: 'POST', delete: 'DELETE', 'find-by-owner': 'GET', read: 'GET', update: 'PUT' } as const;

function toFailedCall(method: FailedCall['method'], { status, body, retryAfterSeconds }: ApiAnswer): FailedCall {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { method, status, body: isObject(body) || typeof body === 'string' ? body : undefined, ...wait };
}
