import { objectApis, syncKinds, type SyncResource } from '@dogwatch/monitors';
import { expect, test } from 'vitest';
import { createSyncTable } from './sync-table.js';

const kind = syncKinds['datadog-monitor'];
const api = objectApis.monitor;

const monitor = (
  name: string,
  rest: Partial<SyncResource> & { version?: string; uid?: string } = {},
): SyncResource => ({
  metadata: { namespace: 'shop', name, uid: rest.uid ?? 'u1', resourceVersion: rest.version ?? '1', generation: 1 },
  spec: rest.spec,
  ...(rest.status === undefined ? {} : { status: rest.status }),
});

test('an entry begins with what its status says, and is found by its id', () => {
  const table = createSyncTable();
  const entry = table.put(kind, monitor('queue', { status: { id: 7, primary: true } }), 0);
  expect(entry?.state).toMatchObject({ id: '7', isPrimary: true });
  expect(table.byId(api, '7')).toBe(entry);
  table.remove(kind, 'shop/queue');
  expect(table.byId(api, '7')).toBeUndefined();
});

test('what is older than our own write is no news', () => {
  const table = createSyncTable();
  table.put(kind, monitor('queue', { version: '12' }), 0);
  expect(table.put(kind, monitor('queue', { version: '9' }), 0)).toBeUndefined();
});

test('a resource that was made again is another one', () => {
  const table = createSyncTable();
  const first = table.put(kind, monitor('queue', { status: { id: 7, primary: true }, version: '5' }), 0);
  const second = table.put(kind, monitor('queue', { uid: 'u2', version: '3' }), 0);
  expect(first?.isGone).toBe(true);
  expect(second?.state.id).toBeUndefined();
});

test('those that name a monitor are known, and their ids', () => {
  const table = createSyncTable();
  const queue = table.put(kind, monitor('queue'), 0);
  const spec = { name: 'n', message: 'm', type: 'composite', query: 'queue && other/x' };
  const both = table.put(kind, monitor('both', { spec }), 0);
  expect(queue && table.dependents(queue)).toEqual([both]);
  expect(table.monitorId({ namespace: 'shop', name: 'queue' })).toBe(0);
  expect(table.monitorId({ namespace: 'other', name: 'x' })).toBeUndefined();
});

test('what has the name of a resource whose object stayed looks for it before it creates', () => {
  const table = createSyncTable(15_000);
  table.put(kind, monitor('queue', { status: { id: 7, primary: true } }), 0);
  table.remove(kind, 'shop/queue');
  const again = table.put(kind, monitor('queue', { uid: 'u2' }), 1_000);
  expect(again?.state.memory).toMatchObject({ isCreateOpen: true, createOpenUntilMillis: 16_000 });
  table.remove(kind, 'shop/other');
  expect(table.put(kind, monitor('other'), 1_000)?.state.memory.isCreateOpen).toBe(false);
});

test('a create that the status tells of may be under way still', () => {
  const conditions = [{ type: 'Created', status: 'False', reason: 'Creating' }] as const;
  const entry = createSyncTable(15_000).put(kind, monitor('queue', { status: { conditions } }), 1_000);
  expect(entry?.state.memory).toMatchObject({ isCreateOpen: true, createOpenUntilMillis: 16_000 });
});

test('an id that an earlier leader still writes is taken over while its create is open', () => {
  const table = createSyncTable(15_000);
  const conditions = [{ type: 'Created', status: 'False', reason: 'Creating' }] as const;
  const entry = table.put(kind, monitor('queue', { status: { conditions } }), 0);
  table.put(kind, monitor('queue', { version: '2', status: { id: 7, primary: true } }), 0);
  expect(entry?.state).toMatchObject({ id: '7', isPrimary: true, memory: { isCreateOpen: false } });
  expect(table.byId(api, '7')).toBe(entry);
});
