import { expect, test } from 'vitest';
import { createSeriesStore } from './series-store.js';

test('series are found by metric, replaced by id, and removed by any field', () => {
  const store = createSeriesStore(() => 0);
  const first = store.add({ metric: 'a', tags: ['env:prod'], value: 1 });
  store.add({ metric: 'a', tags: ['env:test'], value: 2 });
  store.add({ id: 'mine', metric: 'b', value: 3 });
  expect(store.byMetric('a')).toHaveLength(2);

  store.add({ id: 'mine', metric: 'c', value: 4 });
  expect(store.byMetric('b')).toEqual([]);
  expect(store.byMetric('c')).toHaveLength(1);

  expect(store.remove({ metric: 'a', tags: ['env:prod'] })).toBe(1);
  expect(store.remove({ id: first })).toBe(0);
  expect(store.list().map(({ metric }) => metric)).toEqual(['a', 'c']);
  expect(store.remove({})).toBe(2);
  expect(store.list()).toEqual([]);
});
