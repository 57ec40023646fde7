import {
  type ListFacts,
  planSync,
  type SyncNote,
  type SyncState,
  type SyncStep,
  type SyncTarget,
  type SyncView,
  toListFacts,
  toSyncTarget,
  toSyncView,
} from '@dogwatch/monitors';
import type { ListWalks } from '../list/list-walks.js';
import { pruneResource } from '../kubernetes/resource-writer.js';
import type { SyncEntry } from './sync-entry.js';
import type { SyncTable } from './sync-table.js';
import type { SyncOptions, SyncPorts, Written } from './sync-ports.js';

/** What the parts of a synchronizer share. */
export interface Synchronizing {
  readonly ports: SyncPorts;
  readonly options: SyncOptions;
  readonly table: SyncTable;
  readonly walks: ListWalks;
  /** When an entry is to be looked at although nothing happened. */
  readonly due: Map<SyncEntry, number>;
  readonly working: Set<Promise<void>>;
  isStopped: boolean;
  /** Has an entry looked at, soon and by one at a time. */
  readonly consider: (entry: SyncEntry) => void;
}

/** Has an entry looked at by a time at the latest. */
export function considerBy({ due }: Synchronizing, entry: SyncEntry, atMillis: number): void {
  due.set(entry, Math.min(atMillis, due.get(entry) ?? atMillis));
}

/** What is decided about an entry now. */
export interface Decision {
  readonly target: SyncTarget;
  readonly view: SyncView;
  readonly step: SyncStep;
  readonly facts: ListFacts;
}

/** A list of that many periods ago tells no longer who owns what. */
const maxListAgePeriods = 3;

/** Decides the next step of an entry; `undefined` when it names no API that is known. */
export function decide(sync: Synchronizing, entry: SyncEntry): Decision | undefined {
  const target = targetOf(sync, entry);
  if (target === undefined) return undefined;
  const nowMillis = sync.ports.nowMillis();
  const listing = sync.walks.listing(target.api);
  const listed = toListFacts(target, listing, nowMillis, sync.options.periodMillis * maxListAgePeriods);
  const facts = { ...listed, holderOf: (id: string) => holderOf(sync, entry, target, id) };
  const view = toSyncView(target, entry.state, facts, nowMillis);
  return { target, view, facts, step: planSync(view) };
}

/** The other entry that has an object. */
function holderOf({ table }: Synchronizing, entry: SyncEntry, { api }: SyncTarget, id: string): string | undefined {
  const holder = table.byId(api, id);
  return holder === entry ? undefined : holder?.key;
}

/** What an entry is to be in Datadog. */
export function targetOf({ table, options, ports }: Synchronizing, entry: SyncEntry): SyncTarget | undefined {
  // what a resource refers to may have changed meanwhile
  if (entry.target !== undefined && entry.kind.references(entry.resource).length === 0) return entry.target;
  entry.target = toSyncTarget(entry.kind, entry.resource, {
    clusterUid: options.clusterUid,
    lookUp: (reference) => table.monitorId(reference),
    hash: ports.hash,
  });
  return entry.target;
}

/** Takes over a new state: tells of it, and has those looked at that depend on it. */
export function takeState(sync: Synchronizing, entry: SyncEntry, state: SyncState, notes: readonly SyncNote[]): void {
  if (state === entry.state) return;
  const { id, status } = entry.state;
  sync.table.setState(entry, state);
  for (const note of notes) sync.ports.note(entry.kind, entry.resource, note);
  const before = status['monitorState'];
  if (before !== state.status['monitorState']) sync.ports.stateChanged(entry, typeof before === 'string' ? before : '');
  if (id === state.id) return;
  for (const dependent of sync.table.dependents(entry)) sync.consider(dependent);
}

const writeRetryMillis = 5_000;

/** Writes what the status is to say, if that is news. False when it could not be written. */
export async function writeStatus(sync: Synchronizing, entry: SyncEntry): Promise<boolean> {
  if (entry.isGone) return false;
  const written = await sync.ports.writer.writeStatus(entry.kind, entry.resource, entry.state.status);
  if (written === undefined) return true;
  sync.ports.events.statusWritten?.(written.ok ? undefined : written.reason);
  return takeWritten(sync, entry, written);
}

/** Goes on with what the API server says the resource is now. False when it could not be written. */
export function takeWritten(sync: Synchronizing, entry: SyncEntry, written: Written): boolean {
  if (written === undefined) return false;
  if (written.ok) {
    entry.writeFailures = 0;
    if (!entry.isGone) sync.table.put(entry.kind, pruneResource(written.value), sync.ports.nowMillis());
    return true;
  }
  // it was deleted, which the watch tells as well
  if (written.reason === 'NotFound') return false;
  const { reason, message } = written;
  entry.writeFailures += 1;
  if (entry.writeFailures === 1) {
    sync.ports.log.warn(
      { resource: entry.key, reason },
      `A resource could not be written, which is tried again; check that monitor-sync may update its status and its finalizers: ${message}`,
    );
  }
  considerBy(sync, entry, sync.ports.nowMillis() + writeRetryMillis);
  return false;
}
