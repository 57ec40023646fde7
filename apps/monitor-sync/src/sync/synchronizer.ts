import type { SyncKind, SyncResource } from '@dogwatch/monitors';
import { considerDue } from './fresh-entries.js';
import { createListWalks, type ListWalks } from '../list/list-walks.js';
import { settleEntry } from './settle-entry.js';
import type { SyncEntry } from './sync-entry.js';
import type { SyncOptions, SyncPorts } from './sync-ports.js';
import { createSyncTable, type SyncTable } from './sync-table.js';
import { decide, type Decision, type Synchronizing } from './synchronizing.js';
import { endPauses, takeCompleteWalk, takeFailedWalk, takeListPage } from '../list/take-walk.js';

/** Keeps resources and their objects in Datadog alike, while it is fed with changes and ticks. */
export interface Synchronizer {
  readonly table: SyncTable;
  readonly walks: ListWalks;
  /** What would be done about an entry now. */
  decide(entry: SyncEntry): Decision | undefined;
  changed(kind: SyncKind, resource: SyncResource): void;
  removed(kind: SyncKind, name: string): void;
  /** To be called several times a second. */
  tick(): void;
  /** There are other keys: whoever waits because of the old ones tries again. */
  keysChanged(): void;
  /** Lets nothing new begin, and resolves when what is at work is done. */
  stop(): Promise<void>;
}

/** See `Synchronizer`. */
export function createSynchronizer(ports: SyncPorts, options: SyncOptions): Synchronizer {
  const table = createSyncTable(options.callMillis);
  const sync: Synchronizing = {
    ports,
    options,
    table,
    walks: createWalks(ports, options, () => sync),
    due: new Map(),
    working: new Set(),
    isStopped: false,
    consider: (entry) => consider(sync, entry),
  };
  return {
    table,
    walks: sync.walks,
    decide: (entry) => decide(sync, entry),
    changed(kind, resource) {
      const entry = table.put(kind, resource, ports.nowMillis());
      if (entry !== undefined) sync.consider(entry);
    },
    removed: (kind, name) => table.remove(kind, name),
    tick() {
      if (sync.isStopped) return;
      considerDue(sync);
      sync.walks.tick(table.apis());
    },
    keysChanged() {
      sync.walks.retry();
      endPauses(sync);
    },
    async stop() {
      sync.isStopped = true;
      await ports.lanes.close();
      await Promise.all(sync.working);
    },
  };
}

function createWalks({ lanes, call, nowMillis, events }: SyncPorts, options: SyncOptions, sync: () => Synchronizing) {
  return createListWalks({
    call: async (page) => lanes.run('poll', () => call(page, { isCut: true })),
    periodMillis: options.periodMillis,
    nowMillis,
    onPage: (api, objects) => takeListPage(sync(), api, objects),
    onComplete(api, { seconds, isRecovery }) {
      events.walked?.({ api: api.type, reason: undefined, seconds });
      if (isRecovery) endPauses(sync(), api);
      takeCompleteWalk(sync(), api);
    },
    onFailure(api, reaction, failures) {
      events.walked?.({ api: api.type, reason: reaction.reason, seconds: 0 });
      takeFailedWalk(sync(), api, reaction, failures);
    },
  });
}

function consider(sync: Synchronizing, entry: SyncEntry): void {
  entry.isWanted = true;
  if (entry.isBusy || sync.isStopped) return;
  entry.isBusy = true;
  const work = settleEntry(sync, entry).finally(() => {
    entry.isBusy = false;
    sync.working.delete(work);
    if (entry.isWanted && !entry.isGone) consider(sync, entry);
  });
  sync.working.add(work);
}
