import { type JsonObject, newOwnerCache, type ObjectAddress } from '@dogwatch/admission';
import { createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { startKubeSimulator } from '@dogwatch/testing';
import { describe, expect, test } from 'vitest';
import { createOwnerFinder, type FindOwner } from './find-owner.js';
import { createMetadataReader, type MetadataResult, type ReadMetadata } from './read-owner.js';

function addressOf(kind: string, name: string, group = 'apps'): ObjectAddress {
  return { group, version: 'v1', resource: `${kind.toLowerCase()}s`, kind, namespace: 'shop', name };
}

const replicaSet = addressOf('ReplicaSet', 'web-5d');

/** Reads from objects by `resource/name`, and counts. */
function readerOf(objects: Readonly<Record<string, JsonObject>>): {
  readonly read: ReadMetadata;
  readonly reads: string[];
} {
  const reads: string[] = [];
  return {
    reads,
    read: async ({ resource, name }): Promise<MetadataResult> => {
      reads.push(`${resource}/${name}`);
      const metadata = objects[`${resource}/${name}`];
      return metadata === undefined ? { ok: false, reason: 'Absent', message: 'not there' } : { ok: true, metadata };
    },
  };
}

function finderOf(
  read: ReadMetadata,
  maxLookups = 10,
): { readonly find: FindOwner; readonly setNow: (at: number) => void } {
  let now = 0;
  const cache = newOwnerCache(600, 100);
  const find = createOwnerFinder({ read, cache, maxLookups, nowMillis: () => now, onLookup: () => undefined });
  return { find, setNow: (at) => (now = at) };
}

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

describe('finding owners', () => {
  test('climbs from a ReplicaSet to its Deployment, once for all that ask at the same time', async () => {
    const { read, reads } = readerOf({
      'replicasets/web-5d': { ownerReferences: [deployment] },
      'deployments/web': { labels: { team: 'a' } },
    });
    const { find, setNow } = finderOf(read);
    const found = await Promise.all([find(replicaSet), find(replicaSet), find(replicaSet)]);
    expect(new Set(found).size).toBe(1);
    expect(found[0]).toMatchObject({ found: true, kind: 'Deployment', labels: { team: 'a' } });
    expect(reads).toEqual(['replicasets/web-5d', 'deployments/web']);
    expect(find(replicaSet)).toMatchObject({ found: true });
    setNow(600_000);
    await find(replicaSet);
    expect(reads).toHaveLength(4);
  });

  test('asks again for what was not there', async () => {
    const { read, reads } = readerOf({});
    const { find } = finderOf(read);
    expect(await find(replicaSet)).toMatchObject({ found: false });
    await find(replicaSet);
    expect(reads).toHaveLength(2);
  });

  test('does not let lookups pile up', async () => {
    const never = Promise.withResolvers<MetadataResult>();
    const { find } = finderOf(() => never.promise, 1);
    const first = find(replicaSet);
    expect(find(addressOf('ReplicaSet', 'other'))).toMatchObject({ found: false });
    never.resolve({ ok: true, metadata: {} });
    expect(await first).toMatchObject({ found: true });
  });
});

describe('reading metadata', () => {
  test('reads it, and keeps labels, owners and detected languages alone', async () => {
    const kube = await startKubeSimulator();
    const labels = { 'tags.datadoghq.com/env': 'prod' };
    const annotations = { 'internal.dd.datadoghq.com/app.detected_langs': 'java' };
    const metadata = { name: 'web', namespace: 'default', labels, annotations: { ...annotations, secret: 'no' } };
    kube.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata });
    const client = createKubeClient(loadKubeConfig({ path: kube.kubeconfigPath }));
    const read = createMetadataReader(client, 5000);
    const web = { ...addressOf('Deployment', 'web'), namespace: 'default' };
    expect(await read(web)).toEqual({ ok: true, metadata: { labels, annotations } });
    expect(await read({ ...web, name: 'absent' })).toMatchObject({ ok: false, reason: 'Absent' });
    await client.close();
    expect(await read(web)).toMatchObject({ ok: false, reason: 'Unreadable' });
    await kube.stop();
  });

  test.each([
    ['name', '..'],
    ['name', '../../../secrets/token'],
    ['name', 'a?b'],
    ['namespace', ''],
    ['resource', 'pods/exec'],
    ['group', 'apps/../'],
  ])('a %s of %j never becomes a path', async (part, value) => {
    const read = createMetadataReader({ raw: () => Promise.reject(new Error('must not be called')) }, 5000);
    expect(await read({ ...replicaSet, [part]: value })).toMatchObject({ ok: false, reason: 'Absent' });
  });
});
