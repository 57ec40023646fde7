import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from './json.js';
import { newOwnerCache } from './owner-cache.js';
import { nextOwnerStep, type ObjectAddress, toObjectAddress } from './owner-lookup.js';

function address(apiVersion: string, kind: string, name: string): ObjectAddress {
  const found = toObjectAddress({ apiVersion, kind, name }, 'shop');
  if (!found.ok) throw new Error(found.message);
  return found.object;
}

describe('the address of an owner', () => {
  it.each([
    ['apps/v1', 'ReplicaSet', 'apps', 'v1', 'replicasets'],
    ['v1', 'ReplicationController', '', 'v1', 'replicationcontrollers'],
    ['example.com/v1beta1', 'Proxy', 'example.com', 'v1beta1', 'proxies'],
    ['example.com/v1', 'Mesh', 'example.com', 'v1', 'meshes'],
  ])('of %s %s is in %s/%s %s', (apiVersion, kind, group, version, resource) => {
    expect(address(apiVersion, kind, 'x')).toEqual({ group, version, resource, kind, namespace: 'shop', name: 'x' });
  });

  it.each([
    {},
    { apiVersion: 'a/b/c', kind: 'X', name: 'x' },
    { apiVersion: 'v1', kind: '', name: 'x' },
    { apiVersion: 'v1', kind: 'X' },
  ])('is none for %j', (reference: JsonObject) => {
    expect(toObjectAddress(reference, 'shop')).toMatchObject({ ok: false, reason: 'OwnerReferenceInvalid' });
  });
});

describe('climbing', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' };
  const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly' };
  const labels = { a: '1' };

  it.each([
    [address('apps/v1', 'ReplicaSet', 'shop-1'), deployment],
    [address('batch/v1', 'Job', 'nightly-1'), cronJob],
  ])('goes from $kind to its owner, whatever its own labels', (object, reference) => {
    const step = nextOwnerStep(object, { labels, ownerReferences: [reference] }, true);
    expect(step).toEqual({ next: 'get', object: address(reference.apiVersion, reference.kind, reference.name) });
  });

  it('ends at other kinds, at objects without owner, and after one step', () => {
    const owned = { labels, ownerReferences: [deployment] };
    const ends = [
      nextOwnerStep(address('apps/v1', 'StatefulSet', 'db'), owned, true),
      nextOwnerStep(address('apps/v1', 'ReplicaSet', 'db'), { labels }, true),
      nextOwnerStep(address('apps/v1', 'ReplicaSet', 'db'), owned, false),
      nextOwnerStep(address('example.com/v1', 'ReplicaSet', 'db'), owned, true),
    ];
    for (const end of ends) expect(end).toMatchObject({ next: 'done', owner: { found: true, name: 'db', labels } });
  });

  it('ends without labels where an object is missing or its owner is no object', () => {
    const replicaSet = address('apps/v1', 'ReplicaSet', 'shop-1');
    expect(nextOwnerStep(replicaSet, undefined, true)).toEqual({
      next: 'done',
      owner: { found: false, message: 'ReplicaSet shop-1 was not found' },
    });
    expect(nextOwnerStep(replicaSet, { ownerReferences: [{ kind: 'X' }] }, true)).toMatchObject({
      next: 'done',
      owner: { found: false },
    });
  });
});

describe('the cache of owners', () => {
  const owner = { found: true, kind: 'Deployment', name: 'shop', labels: {} } as const;

  test('keeps an owner for its validity', () => {
    const cache = newOwnerCache(600, 10);
    cache.put('a', owner, 0);
    expect(cache.get('a', 599_999)).toBe(owner);
    expect(cache.get('a', 600_000)).toBeUndefined();
    expect(cache.size()).toBe(0);
  });

  test('keeps no failures, and nothing with validity 0', () => {
    const cache = newOwnerCache(600, 10);
    cache.put('a', { found: false, message: 'forbidden' }, 0);
    const none = newOwnerCache(0, 10);
    none.put('a', owner, 0);
    expect([cache.size(), none.size()]).toEqual([0, 0]);
  });

  test('holds no more than its capacity', () => {
    const cache = newOwnerCache(600, 2);
    for (const key of ['a', 'b', 'a', 'c']) cache.put(key, owner, 0);
    expect([cache.get('a', 1), cache.get('b', 1), cache.get('c', 1)]).toEqual([owner, undefined, owner]);
  });
});
