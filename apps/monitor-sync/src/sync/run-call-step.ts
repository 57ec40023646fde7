import {
  announceCreate,
  type ApiCall,
  applyAnswer,
  type CallStep,
  isCallStep,
  rememberCreate,
  toApiCall,
  toLane,
} from '@dogwatch/monitors';
import { freshMillis } from './fresh-entries.js';
import { inChangeSpan } from './in-change-span.js';
import type { SyncEntry } from './sync-entry.js';
import { decide, type Decision, type Synchronizing, takeState, writeStatus } from './synchronizing.js';

/**
 * Does the step of an entry that is done by a call, when its turn has come; `poll` is an id that is read although nothing is
 * to be decided. Since much may happen before its turn, it is decided again then. True: look again at once.
 */
export async function runCallStep(sync: Synchronizing, entry: SyncEntry, poll?: string): Promise<boolean> {
  const read: CallStep | undefined = poll === undefined ? undefined : { do: 'read', id: poll, why: 'its turn' };
  const wanted = read ?? toCallStep(decide(sync, entry));
  if (wanted === undefined) return true;
  const result = await sync.ports.lanes.run(toLane(wanted), async () => {
    const decision = decide(sync, entry);
    const step = read ?? toCallStep(decision);
    const call = decision === undefined || step === undefined ? undefined : toApiCall(decision.target, step);
    // something else is to be done by now
    if (decision === undefined || step === undefined || call === undefined) return true;
    if (toLane(step) !== toLane(wanted)) return true;
    if (step.do === 'create' && !(await announce(sync, entry))) return false;
    await inChangeSpan(sync.ports.tracer, entry, step, () => makeCall(sync, entry, decision, { step, call }));
    return true;
  });
  return result ?? false;
}

/** Tells of a create before it is sent, for whoever leads next. False: it may not be sent. */
async function announce(sync: Synchronizing, entry: SyncEntry): Promise<boolean> {
  sync.table.setState(entry, announceCreate(entry.state, sync.ports.nowMillis()));
  const isTold = await writeStatus(sync, entry);
  // meanwhile the term may have ended
  return isTold && !entry.isGone && !sync.isStopped;
}

function toCallStep(decision: Decision | undefined): CallStep | undefined {
  return decision !== undefined && isCallStep(decision.step) ? decision.step : undefined;
}

async function makeCall(
  sync: Synchronizing,
  entry: SyncEntry,
  { target }: Decision,
  { step, call }: { readonly step: CallStep; readonly call: ApiCall },
): Promise<void> {
  const { ports } = sync;
  const sentMillis = ports.nowMillis();
  const isWrite = step.do !== 'read' && step.do !== 'find-by-owner';
  if (isWrite) beginWrite(sync, entry, step, sentMillis);
  const answer = await ports.call(call, { isCut: !isWrite });
  const nowMillis = ports.nowMillis();
  entry.lastCall = { call: { ...call, body: undefined }, status: answer.status, atMillis: nowMillis };
  const times = { sentMillis, nowMillis, spread: spreadOf(entry, ports.hash) };
  const { state, notes, reaction } = applyAnswer(target, entry.state, { step, answer }, times);
  if (reaction === undefined) endWrite(sync, entry, target.api, step);
  takeState(sync, entry, state, notes);
}

/** Written down before the call, so that nothing that was read before it counts, and no create is sent twice. */
function beginWrite({ table }: Synchronizing, entry: SyncEntry, step: CallStep, sentMillis: number): void {
  const memory = step.do === 'create' ? rememberCreate(entry.state.memory) : entry.state.memory;
  table.setState(entry, { ...entry.state, memory, lastWriteMillis: sentMillis });
}

function endWrite(
  { walks, ports }: Synchronizing,
  entry: SyncEntry,
  api: Decision['target']['api'],
  step: CallStep,
): void {
  if (step.do === 'delete') walks.drop(api, step.id);
  if (step.do === 'update') ports.events.updated?.(entry.kind);
  if (step.do === 'create') entry.freshUntilMillis = ports.nowMillis() + freshMillis;
}

/** 0 to 1, always the same for a resource. */
function spreadOf({ resource, key }: SyncEntry, hash: (text: string) => string): number {
  return Number.parseInt(hash(resource.metadata.uid ?? key).slice(0, 8), 16) / 0x1_0000_0000;
}
