import type { MonitorReason } from '../reasons.js';
import { type CallOutcome, type SyncNote } from './apply-answer.js';
import { emptyMemory, type SyncStep, type SyncView } from './sync-view.js';
import { errorOf } from './sync-conditions.js';
import { rememberInSync } from './remember.js';
import { withNewObject, withReadingOnly, withRefusal, withSyncedReading } from './sync-report.js';
import type { SyncState } from './sync-state.js';
import type { SyncTarget } from './sync-target.js';
import { toKubeTime } from '../kube-time.js';

/**
 * What a step that takes no call makes of the state: an adoption, a refusal, and what a reading says that the status does not
 * tell yet. The state is the same object when there is nothing new.
 */
export function applyStep(target: SyncTarget, state: SyncState, view: SyncView, step: SyncStep): CallOutcome {
  if (step.do === 'adopt') return applyAdoption(target, state, view, step);
  const read = applyReading(target, state, view, step);
  if (step.do === 'report') return { state: inSync(read), notes: [] };
  if (step.do !== 'refuse') return { state: read, notes: [] };
  return applyRefusal(target, read, view, step);
}

function inSync(state: SyncState): SyncState {
  const memory = rememberInSync(state.memory);
  return memory === state.memory ? state : { ...state, memory };
}

function applyAdoption(
  target: SyncTarget,
  state: SyncState,
  { nowMillis, observed }: SyncView,
  { id, differences, why }: Extract<SyncStep, { do: 'adopt' }>,
): CallOutcome {
  const now = toKubeTime(nowMillis);
  const body = observed.state === 'present' ? observed.body : undefined;
  const status = withNewObject(target, state.status, { id, observed: body, now }, 'Adopted');
  const paths = differences.map(({ path }) => path).join(', ');
  const note: SyncNote = {
    type: 'Normal',
    reason: `Adopt ${target.kind.crd.kind}`,
    message: `${target.name} took over ${id}, since ${why}${paths === '' ? '' : `; it differs in ${paths}`}`,
  };
  return { state: { ...state, id, isPrimary: true, memory: emptyMemory, status }, notes: [note] };
}

/** A reading is told once, and only of the object that the resource has. */
function applyReading(target: SyncTarget, state: SyncState, { observed, id }: SyncView, step: SyncStep): SyncState {
  if (id === undefined || observed.state !== 'present' || observed.atMillis <= state.reportedMillis) return state;
  const now = toKubeTime(observed.atMillis);
  const status =
    step.do === 'report'
      ? withSyncedReading(target, state.status, observed.body, now)
      : withReadingOnly(target, state.status, observed.body, now);
  return { ...state, status, reportedMillis: observed.atMillis };
}

function applyRefusal(
  target: SyncTarget,
  state: SyncState,
  { nowMillis }: SyncView,
  { problems }: Extract<SyncStep, { do: 'refuse' }>,
): CallOutcome {
  const status = withRefusal(target, state.status, problems, toKubeTime(nowMillis));
  const [before, after] = [errorOf(state.status), errorOf(status)];
  if (before?.reason === after?.reason && before?.message === after?.message) return { state, notes: [] };
  const reason: MonitorReason = problems[0]?.reason ?? 'BadValue';
  const message = problems.map((problem) => problem.message).join('; ');
  return { state: { ...state, status }, notes: [{ type: 'Warning', reason, message }] };
}
