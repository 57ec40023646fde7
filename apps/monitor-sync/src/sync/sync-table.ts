import {
  type MonitorReference,
  newSyncState,
  type ObjectApi,
  rememberSpecChange,
  type SyncKind,
  type SyncResource,
  type SyncState,
} from '@dogwatch/monitors';
import { isOlderResource } from '../kubernetes/resource-version.js';
import { nameOf, type SyncEntry, toEntryKey } from './sync-entry.js';

/** The resources that a leader knows, and which of them has which object. */
export interface SyncTable {
  readonly entries: ReadonlyMap<string, SyncEntry>;
  /** Takes in what the API server says of a resource; `undefined` when it is no news. */
  put(kind: SyncKind, resource: SyncResource, nowMillis: number): SyncEntry | undefined;
  remove(kind: SyncKind, name: string): void;
  /** The entry that has an object. */
  byId(api: ObjectApi, id: string): SyncEntry | undefined;
  setState(entry: SyncEntry, state: SyncState): void;
  /** The id of a DatadogMonitor: 0 while it has none, `undefined` when there is no such resource. */
  monitorId(reference: MonitorReference): number | undefined;
  /** Entries whose body holds the id of this one. */
  dependents(entry: SyncEntry): readonly SyncEntry[];
  /** The APIs of all entries. */
  apis(): Iterable<ObjectApi>;
}

const monitorKind = 'DatadogMonitor';

/** A table without entries. `callMillis` is how long a create of somebody else may still be under way. */
export function createSyncTable(callMillis = 0): SyncTable {
  const maps: Maps = { entries: new Map(), ids: new Map(), referring: new Set(), lost: new Set(), callMillis };
  const { entries } = maps;
  return {
    entries,
    put: (kind, resource, nowMillis) => put(maps, kind, resource, nowMillis),
    remove(kind, name) {
      const entry = entries.get(toEntryKey(kind, name));
      if (entry !== undefined) drop(maps, entry);
    },
    byId: (api, id) => maps.ids.get(`${api.type} ${id}`),
    setState: (entry, state) => setState(maps, entry, state),
    monitorId({ namespace, name }) {
      const entry = entries.get(`${monitorKind} ${namespace}/${name}`);
      return entry === undefined ? undefined : Number(entry.state.id ?? 0);
    },
    dependents(entry) {
      if (entry.kind.crd.kind !== monitorKind) return [];
      const name = nameOf(entry);
      return [...maps.referring].filter(({ kind, resource }) =>
        kind.references(resource).some((reference) => `${reference.namespace}/${reference.name}` === name),
      );
    },
    apis() {
      const found = new Map<string, ObjectApi>();
      for (const { kind, resource } of entries.values()) {
        const api = kind.api(resource);
        if (api !== undefined) found.set(api.type, api);
      }
      return found.values();
    },
  };
}

interface Maps {
  readonly entries: Map<string, SyncEntry>;
  /** By API and id. */
  readonly ids: Map<string, SyncEntry>;
  /** Those whose body holds ids of others. */
  readonly referring: Set<SyncEntry>;
  /** Keys of those that went while their object stayed, or may have: what has their name looks for it. */
  readonly lost: Set<string>;
  readonly callMillis: number;
}

const maxLost = 10_000;

function put(maps: Maps, kind: SyncKind, resource: SyncResource, nowMillis: number): SyncEntry | undefined {
  const known = maps.entries.get(toEntryKey(kind, nameOf({ resource })));
  // one of the same name that was deleted and made again is another one
  const same = known?.resource.metadata.uid === resource.metadata.uid ? known : undefined;
  if (same !== undefined && isOlderResource(resource, same.resource)) return undefined;
  if (known !== undefined && same === undefined) drop(maps, known);
  if (same !== undefined) takeIn(maps, same, resource, nowMillis);
  const entry = same ?? add(maps, kind, resource, nowMillis);
  if (kind.references(resource).length > 0) maps.referring.add(entry);
  else maps.referring.delete(entry);
  return entry;
}

function add(maps: Maps, kind: SyncKind, resource: SyncResource, nowMillis: number): SyncEntry {
  const createEndMillis = nowMillis + maps.callMillis;
  const entry = newEntry(kind, resource, { nowMillis, createEndMillis });
  const isLost = maps.lost.delete(entry.key) && kind.api(resource)?.list !== undefined;
  if (isLost) entry.state = withOpenCreate(entry.state, createEndMillis);
  maps.entries.set(entry.key, entry);
  setState(maps, entry, entry.state);
  return entry;
}

function withOpenCreate(state: SyncState, createOpenUntilMillis: number): SyncState {
  return { ...state, memory: { ...state.memory, isCreateOpen: true, createOpenUntilMillis } };
}

function drop(maps: Maps, entry: SyncEntry): void {
  entry.isGone = true;
  const { id, memory } = entry.state;
  if (id !== undefined || (memory.isCreateOpen && memory.search === undefined)) addLost(maps, entry.key);
  setState(maps, entry, entry.state);
  maps.referring.delete(entry);
  maps.entries.delete(entry.key);
}

function addLost({ lost }: Maps, key: string): void {
  lost.add(key);
  const [oldest] = lost;
  if (lost.size > maxLost && oldest !== undefined) lost.delete(oldest);
}

function setState({ ids }: Maps, entry: SyncEntry, state: SyncState): void {
  const { type = '' } = entry.kind.api(entry.resource) ?? {};
  const before = `${type} ${entry.state.id}`;
  if (ids.get(before) === entry) ids.delete(before);
  entry.state = state;
  if (state.id !== undefined && !entry.isGone) ids.set(`${type} ${state.id}`, entry);
}

function newEntry(
  kind: SyncKind,
  resource: SyncResource,
  { nowMillis, createEndMillis }: Readonly<Record<'createEndMillis' | 'nowMillis', number>>,
): SyncEntry {
  return {
    key: toEntryKey(kind, nameOf({ resource })),
    kind,
    resource,
    state: newSyncState({ kind }, resource, createEndMillis),
    target: undefined,
    step: undefined,
    lastCall: undefined,
    changedAtMillis: nowMillis,
    freshUntilMillis: 0,
    isReadWanted: false,
    isBusy: false,
    isWanted: false,
    writeFailures: 0,
    isGone: false,
  };
}

/** A newer version of the same resource. Its status is ours already, or was changed by somebody and is put back. */
function takeIn(maps: Maps, entry: SyncEntry, resource: SyncResource, nowMillis: number): void {
  const isChanged = isSpecChanged(entry.resource, resource);
  entry.resource = resource;
  entry.target = undefined;
  if (hasLateId(entry)) setState(maps, entry, newSyncState(entry, resource));
  if (!isChanged) return;
  const isSearchable = entry.kind.api(resource)?.list !== undefined;
  entry.state = {
    ...entry.state,
    memory: rememberSpecChange(entry.state.memory, isSearchable),
    // so that the status tells of the new spec, not only of the next look
    reportedMillis: 0,
  };
  entry.changedAtMillis ??= nowMillis;
}

/** An earlier leader still wrote what became of the create that it had begun. */
function hasLateId({ kind, resource: { status = {} }, state }: SyncEntry): boolean {
  const id = kind.idOf(status);
  return state.memory.isCreateOpen && id !== undefined && id !== state.id;
}

function isSpecChanged({ metadata: a }: SyncResource, { metadata: b }: SyncResource): boolean {
  return (
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    JSON.stringify(a.annotations) !== JSON.stringify(b.annotations)
  );
}
