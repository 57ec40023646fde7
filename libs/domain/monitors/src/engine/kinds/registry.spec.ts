import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { syncKinds } from './registry.js';

const notKinds = new Set(['object-status', 'registry', 'render-spec', 'sync-kind']);

test('the registry names every kind of the folder, in order', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((file) => !notKinds.has(file));
  expect(Object.keys(syncKinds)).toEqual(files.toSorted());
});

test('kinds have finalizers of their own, which differ', () => {
  const finalizers = Object.values(syncKinds).map(({ finalizer }) => finalizer);
  expect(new Set(finalizers).size).toBe(finalizers.length);
});
