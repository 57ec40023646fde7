import {
  isJsonObject,
  mergeJson,
  omit,
  toCanonicalJson,
  toJsonObject,
  toTexts,
  type JsonObject,
} from '../json-object.js';
import { isMulti, queryOf, toKeptType } from './monitor-kind.js';
import { applyStateChange, type MonitorGroup, type MonitorGroups, type MonitorStateChange } from './monitor-state.js';
import { toAddedMembers, toKeptAssets, toKeptOptions } from './server-defaults.js';

/** A monitor as the API gives it, with its groups, which an answer shows only on demand. */
export interface StoredMonitor {
  readonly id: number;
  readonly groups: MonitorGroups;
  readonly [field: string]: unknown;
}

/** The monitors of one simulator, by id in ascending order. */
export interface MonitorStore {
  readonly list: () => readonly StoredMonitor[];
  readonly get: (id: number) => StoredMonitor | undefined;
  /** Those with exactly this name, in no order. */
  readonly named: (name: unknown) => readonly StoredMonitor[];
  /** Makes a monitor of a create body, with what Datadog adds. */
  readonly create: (body: JsonObject) => StoredMonitor;
  /** Loads a monitor as it is; what it lacks to be an answer is added, its options are not touched. */
  readonly add: (monitor: JsonObject) => StoredMonitor;
  /** Changes it as the body of an update does: absent members stay, options are replaced as a whole. */
  readonly update: (id: number, body: JsonObject) => StoredMonitor | undefined;
  /** Changes it as a person does in the web page: members are replaced, single options too. */
  readonly edit: (id: number, patch: JsonObject) => StoredMonitor | undefined;
  /** New monitors have no data and no groups until their state is set. */
  readonly setState: (id: number, change: MonitorStateChange) => StoredMonitor | undefined;
  readonly remove: (id: number) => boolean;
  readonly clear: () => void;
}

/** Who makes everything, and where. */
export const owner = {
  orgId: 1,
  creator: { id: 1, name: 'Simulator', handle: 'simulator@example.com', email: 'simulator@example.com' },
};

/** An empty store; `now` gives milliseconds. */
export function createMonitorStore(now: () => number): MonitorStore {
  const monitors = new Map<number, StoredMonitor>();
  let lastId = 1000;

  function put(monitor: StoredMonitor): StoredMonitor {
    monitors.set(monitor.id, monitor);
    return monitor;
  }

  function change(id: number, toChanges: (monitor: StoredMonitor) => JsonObject): StoredMonitor | undefined {
    const monitor = monitors.get(id);
    return monitor && put({ ...monitor, ...toChanges(monitor) });
  }

  function add(fields: JsonObject): StoredMonitor {
    const id = typeof fields['id'] === 'number' ? fields['id'] : lastId + 1;
    lastId = Math.max(lastId, id);
    const { groups } = applyStateChange({}, { groups: toLoadedGroups(fields) }, 0);
    return put({ ...omit(toNewMonitor(fields, now()), 'matching_downtimes', 'state'), id, groups });
  }

  return {
    list: () => [...monitors.values()].sort((left, right) => left.id - right.id),
    get: (id) => monitors.get(id),
    named: (name) =>
      monitors
        .values()
        .filter((monitor) => monitor['name'] === name)
        .toArray(),
    create: (body) => {
      const { id: _, ...fields } = body;
      const made = add({ ...fields, options: toKeptOptions(fields['type'], fields['options']) });
      return put({ ...made, assets: toKeptAssets(made.id, fields['assets']) });
    },
    add,
    update: (id, body) => change(id, (monitor) => toUpdate(monitor, body, now())),
    edit: (id, patch) => change(id, (monitor) => toEdited(monitor, patch, now())),
    setState: (id, wanted) => change(id, (monitor) => toChangedState(monitor, wanted, now())),
    remove: (id) => monitors.delete(id),
    clear: () => {
      monitors.clear();
    },
  };
}

/** The groups of a monitor as an answer tells them. */
function toLoadedGroups({ state }: JsonObject): NonNullable<MonitorStateChange['groups']> {
  const groups = Object.entries(toJsonObject(toJsonObject(state)['groups']));
  return Object.fromEntries(groups.flatMap(([name, group]) => (isGroup(group) ? [[name, group]] : [])));
}

function isGroup(group: unknown): group is MonitorGroup {
  return isJsonObject(group) && typeof group['status'] === 'string';
}

/** The monitor that holds the same as a body: name, type, query, message, tags and options. */
export function findDuplicate(store: MonitorStore, body: JsonObject): StoredMonitor | undefined {
  const wanted = derive({ ...body, options: toKeptOptions(body['type'], body['options']) });
  const content = toContent(wanted);
  return store.named(wanted['name'] ?? '').find((monitor) => toContent(monitor) === content);
}

function toContent({ name, type, query, message, tags, options }: JsonObject): string {
  const sorted = [...toTexts(tags)].sort();
  const kept = isJsonObject(options) ? { ...options, silenced: {} } : {};
  return toCanonicalJson([name ?? '', type, query, message ?? '', sorted, kept]);
}

function toNewMonitor(fields: JsonObject, nowMillis: number): JsonObject {
  const made = toMicroTime(nowMillis);
  return derive({
    org_id: owner.orgId,
    ...toAddedMembers(fields['type']),
    options: {},
    created: made,
    created_at: Math.floor(nowMillis / 1000) * 1000,
    modified: made,
    deleted: null,
    overall_state: 'No Data',
    overall_state_modified: null,
    creator: owner.creator,
    ...fields,
  });
}

function toUpdate(monitor: StoredMonitor, body: JsonObject, nowMillis: number): JsonObject {
  const { options, id: _, type: _type, assets, ...rest } = body;
  return {
    ...derive({
      ...monitor,
      ...rest,
      ...(options === undefined ? {} : { options: toKeptOptions(monitor['type'], options) }),
    }),
    ...(assets === undefined ? {} : { assets: toKeptAssets(monitor.id, assets) }),
    modified: toMicroTime(nowMillis),
  };
}

function toEdited(monitor: StoredMonitor, patch: JsonObject, nowMillis: number): JsonObject {
  return { ...derive(mergeJson(monitor, patch)), modified: toMicroTime(nowMillis) };
}

function toChangedState(monitor: StoredMonitor, wanted: MonitorStateChange, nowMillis: number): JsonObject {
  const { overall, groups } = applyStateChange(monitor.groups, wanted, Math.floor(nowMillis / 1000));
  // the first state is a transition, even to the one that a new monitor shows
  const isSame = overall === monitor['overall_state'] && monitor['overall_state_modified'] !== null;
  return { groups, overall_state: overall, ...(!isSame && { overall_state_modified: toSecondTime(nowMillis) }) };
}

/** What follows from the query. */
function derive(fields: JsonObject): JsonObject {
  const query = queryOf(fields);
  return { ...fields, type: toKeptType(fields['type'], query), multi: isMulti(query) };
}

function toMicroTime(millis: number): string {
  return new Date(millis).toISOString().replace('Z', '000+00:00');
}

function toSecondTime(millis: number): string {
  return new Date(millis).toISOString().replace(/\.\d+Z$/, '+00:00');
}
