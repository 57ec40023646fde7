import type { MetricValue } from '@dogwatch/messages';
import { expect, test } from 'vitest';
import { createValueStore } from './value-store.js';

const now = 10_000;
const origin = 'the poll of 12:00';

function valueAt(updatedAtMillis: number, value = 1): MetricValue {
  return {
    namespace: 'shop',
    name: 'queue',
    active: true,
    valid: true,
    value,
    dataTimeSeconds: 1,
    maxAgeSeconds: 120,
    updatedAtMillis,
    reason: '',
    message: '',
  };
}

test('the newer of both views counts', () => {
  const resources = new Map<string, MetricValue>();
  const store = createValueStore(resources, () => now);
  expect(store.get('shop/queue')).toBeUndefined();
  resources.set('shop/queue', valueAt(1000, 1));
  expect(store.get('shop/queue')).toMatchObject({ source: 'resource', value: { value: 1 } });
  store.put(valueAt(1500, 2), origin);
  expect(store.get('shop/queue')).toMatchObject({ source: 'leader', value: { value: 2 }, origin });
  resources.set('shop/queue', valueAt(2000, 3));
  expect(store.get('shop/queue')).toMatchObject({ source: 'resource', value: { value: 3 } });
  store.remove('shop/queue');
  resources.delete('shop/queue');
  expect(store.get('shop/queue')).toBeUndefined();
});

test('a late message does not bring an old value back', () => {
  const store = createValueStore(new Map(), () => now);
  store.put(valueAt(2000, 2), undefined);
  store.put(valueAt(1000, 1), undefined);
  expect(store.get('shop/queue')?.value.value).toBe(2);
});

test('a snapshot of the same attempt keeps its trace, a newer attempt does not', () => {
  const store = createValueStore(new Map(), () => now);
  store.put(valueAt(1000), origin);
  store.put(valueAt(1000), undefined);
  expect(store.get('shop/queue')?.origin).toEqual(origin);
  store.put(valueAt(2000), undefined);
  expect(store.get('shop/queue')?.origin).toBeUndefined();
  expect(store.sizes()).toEqual({ leader: 1, resources: 0 });
});

test('attempts of a leader whose clock is fast do not outlive it', () => {
  const resources = new Map<string, MetricValue>();
  const store = createValueStore(resources, () => now);
  const fast = { ...valueAt(now + 300_000, 1), dataTimeSeconds: 100 };
  resources.set('shop/queue', fast);
  store.put(fast, undefined);
  store.put({ ...valueAt(now, 2), dataTimeSeconds: 130 }, undefined);
  expect(store.get('shop/queue')).toMatchObject({ source: 'leader', value: { value: 2 } });
  store.put({ ...valueAt(now, 2), valid: false, dataTimeSeconds: 130 }, undefined);
  expect(store.get('shop/queue')?.value.valid).toBe(false);
  store.put({ ...valueAt(now, 3), dataTimeSeconds: 70 }, undefined);
  store.remove('shop/queue');
  store.put({ ...valueAt(now, 3), dataTimeSeconds: 70 }, undefined);
  expect(store.get('shop/queue')).toMatchObject({ source: 'resource', value: { value: 1 } });
});
