import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from './object-store.js';
import { createObjectStore } from './object-store.js';

function recorded() {
  const changes: string[] = [];
  const store = createObjectStore<string>(({ type, key, object }) => changes.push(`${type} ${key} ${object}`));
  return { changes, store };
}

describe('createObjectStore', () => {
  it('reports additions, changes and deletions', () => {
    const { changes, store } = recorded();
    store.put({ namespace: 'n', name: 'a', resourceVersion: '1' }, 'x');
    store.put({ namespace: 'n', name: 'a', resourceVersion: '2' }, 'y');
    store.remove({ namespace: 'n', name: 'a', resourceVersion: '3' });
    store.remove({ namespace: 'n', name: 'never there' });
    expect(changes).toEqual(['added n/a x', 'modified n/a y', 'deleted n/a y']);
    expect(store.objects.size).toBe(0);
  });

  it('knows objects of which nothing is kept', () => {
    const types: string[] = [];
    const store = createObjectStore<undefined>(({ type }) => types.push(type));
    store.put({ name: 'a', resourceVersion: '1' }, undefined);
    store.put({ name: 'a', resourceVersion: '2' }, undefined);
    store.remove({ name: 'a' });
    expect(types).toEqual(['added', 'modified', 'deleted']);
  });

  it('has no news in an object of the same version', () => {
    const { changes, store } = recorded();
    store.put({ name: 'a', resourceVersion: '1' }, 'x');
    store.put({ name: 'a', resourceVersion: '1' }, 'x');
    expect(changes).toEqual(['added a x']);
  });

  it('deletes after a relist what was not in it, also when a relist was given up before', () => {
    const { changes, store } = recorded();
    for (const name of ['a', 'b', 'c']) store.put({ name, resourceVersion: '1' }, name);
    store.beginRelist();
    store.put({ name: 'b', resourceVersion: '1' }, 'b');
    store.beginRelist();
    store.put({ name: 'a', resourceVersion: '1' }, 'a');
    store.put({ name: 'c', resourceVersion: '2' }, 'C');
    store.endRelist();
    expect(changes.slice(3)).toEqual(['modified c C', 'deleted b b']);
    expect([...store.objects.keys()]).toEqual(['a', 'c']);
  });

  it('reports changes from which anyone can rebuild it', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c'), version: fc.nat(3), isRemoval: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const copy = new Map<string, string>();
        const apply = ({ type, key, object }: Change<string>): void => {
          expect(copy.has(key)).toBe(type !== 'added');
          if (type === 'deleted') copy.delete(key);
          else copy.set(key, object);
        };
        const store = createObjectStore<string>(apply);
        for (const { name, version, isRemoval } of steps) {
          const metadata = { name, resourceVersion: String(version) };
          if (isRemoval) store.remove(metadata);
          else store.put(metadata, `${name}${version}`);
        }
        expect(copy).toEqual(store.objects);
      }),
    );
  });
});
