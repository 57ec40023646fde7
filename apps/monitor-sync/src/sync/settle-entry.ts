import { applyStep, isCallStep, nextPollMillis, type ObjectApi } from '@dogwatch/monitors';
import { freshLookMillis, isFresh } from './fresh-entries.js';
import { runCallStep } from './run-call-step.js';
import { nameOf, type SyncEntry } from './sync-entry.js';
import {
  considerBy,
  decide,
  type Decision,
  type Synchronizing,
  takeState,
  takeWritten,
  writeStatus,
} from './synchronizing.js';
import { tellFailedWalk } from '../list/take-walk.js';

/** Looks at an entry until nothing more is to be done for now. Never rejects. */
export async function settleEntry(sync: Synchronizing, entry: SyncEntry): Promise<void> {
  while (entry.isWanted && !entry.isGone && !sync.isStopped) {
    entry.isWanted = false;
    try {
      if (await look(sync, entry)) entry.isWanted = true;
    } catch (error) {
      sync.ports.log.error({ error, resource: entry.key }, 'Syncing a resource threw; this is a bug.');
      considerBy(sync, entry, sync.ports.nowMillis() + sync.options.periodMillis);
    }
  }
}

/** Decides, does what takes no call, writes the status, and then does one thing. True: look again at once. */
async function look(sync: Synchronizing, entry: SyncEntry): Promise<boolean> {
  const decision = decide(sync, entry);
  if (decision === undefined) return false;
  const { target, view, step } = decision;
  entry.step = step;
  const { state, notes } = applyStep(target, entry.state, view, step);
  takeState(sync, entry, state, notes);
  const news = sync.ports.writer.newsOf(entry.resource, entry.state.status);
  // that an object was looked at again waits for its repair, not the repair for many such writes
  if (news === 'more' || !isCallStep(step)) await writeStatus(sync, entry);
  return step.do === 'adopt' || act(sync, entry, decision);
}

async function act(sync: Synchronizing, entry: SyncEntry, decision: Decision): Promise<boolean> {
  const { step } = decision;
  const { writer } = sync.ports;
  if (isCallStep(step)) return call(sync, entry);
  if (step.do === 'add-finalizer') {
    return takeWritten(sync, entry, await writer.addFinalizer(entry.kind, entry.resource));
  }
  if (step.do === 'release') return release(sync, entry);
  if (step.do !== 'wait') return rest(sync, entry, decision);
  considerBy(sync, entry, step.untilMillis);
  return false;
}

/** What a call gave is written before anything else is done, so that no id is lost. */
async function call(sync: Synchronizing, entry: SyncEntry, poll?: string): Promise<boolean> {
  const isDone = await runCallStep(sync, entry, poll);
  await writeStatus(sync, entry);
  return isDone;
}

/** Nothing is to be done now: reads the object if its turn has come, and says when to look again. */
async function rest(sync: Synchronizing, entry: SyncEntry, { target, view, facts }: Decision): Promise<boolean> {
  const { memory, nowMillis } = view;
  const id = view.id ?? entry.state.reading?.id;
  if (view.owned.state === 'unknown') await waitForList(sync, entry, target.api);
  if (isFresh(entry, nowMillis)) considerBy(sync, entry, nowMillis + freshLookMillis);
  const pollMillis = nextPollMillis(target, entry.state, view, { facts, periodMillis: sync.options.periodMillis });
  const dueMillis = entry.isReadWanted ? nowMillis : pollMillis;
  entry.isReadWanted = false;
  if (dueMillis === undefined) return false;
  const isDue = dueMillis <= nowMillis && memory.notBeforeMillis <= nowMillis;
  if (isDue && id !== undefined) return call(sync, entry, id);
  considerBy(sync, entry, Math.max(dueMillis, memory.notBeforeMillis));
  return false;
}

/** A resource that came while the list cannot be read says so too. */
async function waitForList(sync: Synchronizing, entry: SyncEntry, api: ObjectApi): Promise<void> {
  sync.walks.want(api);
  tellFailedWalk(sync, entry, api);
  await writeStatus(sync, entry);
}

async function release(sync: Synchronizing, entry: SyncEntry): Promise<boolean> {
  const written = await sync.ports.writer.removeFinalizer(entry.kind, entry.resource);
  if (written?.ok !== true && written?.reason !== 'NotFound') return takeWritten(sync, entry, written);
  sync.table.remove(entry.kind, nameOf(entry));
  return false;
}
