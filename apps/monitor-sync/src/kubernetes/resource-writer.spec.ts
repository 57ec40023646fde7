import { crds } from '@dogwatch/crds';
import { createKubeClient, fixedConnection, type KubeClient } from '@dogwatch/kube';
import { syncKinds, type SyncResource } from '@dogwatch/monitors';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCallLanes } from '../sync/call-lanes.js';
import {
  createResourceWriter,
  limitWriter,
  pruneResource,
  type ResourceWriter,
  toKubeResource,
  toStatusNews,
} from './resource-writer.js';

const kind = syncKinds['datadog-monitor'];
const resource = toKubeResource(kind);
const key = { namespace: 'default', name: 'queue' };
const spec = { name: 'n', message: 'm', type: 'metric alert', query: 'avg(last_5m):avg:a{*} > 1' };

let kube: KubeSimulator;
let client: KubeClient;
let writer: ResourceWriter;
let created: SyncResource;

async function read(): Promise<SyncResource> {
  const found = await client.get(resource, key);
  if (!found.ok) throw new Error(found.message);
  return found.value;
}

beforeEach(async () => {
  kube = await startKubeSimulator({ crds });
  client = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
  writer = createResourceWriter(client, 60_000);
  const made = await client.create(resource, { metadata: key, spec });
  if (!made.ok) throw new Error(made.message);
  created = pruneResource(made.value);
});

afterEach(async () => {
  await client.close();
  await kube.stop();
});

test('a status is written to what the resource is now, and only when it says something new', async () => {
  await client.patch(resource, key, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
  const status = { id: 7, primary: true };
  const written = await writer.writeStatus(kind, created, status);
  expect(written).toMatchObject({ ok: true, value: { status, spec } });
  expect(await writer.writeStatus(kind, await read(), status)).toBeUndefined();
  expect((await read()).spec).toEqual(spec);
});

test('a status is not written to another resource of the same name', async () => {
  await client.delete(resource, key);
  await client.create(resource, { metadata: key, spec });
  expect(await writer.writeStatus(kind, created, { id: 7 })).toMatchObject({ ok: false });
  expect((await read()).status).toBeUndefined();
});

test('a finalizer comes and goes beside those of others', async () => {
  const finalizers = ['example.com/other'];
  await client.patch(resource, key, { type: 'merge', body: { metadata: { finalizers } } });
  expect(await writer.addFinalizer(kind, created)).toMatchObject({ ok: true });
  expect((await read()).metadata.finalizers).toEqual([...finalizers, kind.finalizer]);
  await writer.removeFinalizer(kind, pruneResource(await read()));
  expect((await read()).metadata.finalizers).toEqual(finalizers);
  expect((await read()).metadata.generation).toBe(1);
});

describe('news', () => {
  const before = { id: 7, monitorState: 'OK', monitorStateLastUpdateTime: '2026-01-01T00:00:00Z' };

  test('is anything but the time of the last look', () => {
    expect(toStatusNews({ ...before, monitorState: 'Alert' }, before, 60_000)).toBe('more');
    expect(toStatusNews({ id: 7 }, before, 60_000)).toBe('more');
    expect(toStatusNews({ ...before, monitorStateLastUpdateTime: '2026-01-01T00:00:30Z' }, before, 60_000)).toBe(
      undefined,
    );
  });

  test('is that time when it is a period old', () => {
    expect(toStatusNews({ ...before, monitorStateLastUpdateTime: '2026-01-01T00:01:00Z' }, before, 60_000)).toBe(
      'look',
    );
  });
});

test('who has nothing to write does not wait for those who write', async () => {
  const lanes = createCallLanes({ concurrency: 1 });
  const blocked = Promise.withResolvers<void>();
  const blocking = lanes.run('update', () => blocked.promise);
  const limited = limitWriter(writer, lanes);
  expect(await limited.writeStatus(kind, created, created.status ?? {})).toBeUndefined();
  const writing = limited.writeStatus(kind, created, { id: 7 });
  expect(lanes.depth('update')).toBe(1);
  blocked.resolve();
  await blocking;
  expect(await writing).toMatchObject({ ok: true, value: { status: { id: 7 } } });
});
