import { describe, expect, test } from 'vitest';
import { createExpiringCache } from './expiring-cache.js';

function setUp() {
  const clock = { millis: 1000 };
  const loaded: string[] = [];
  const cache = createExpiringCache<string>({
    ttlMillis: 100,
    maxEntries: 2,
    maxPending: 2,
    overloaded: 'overloaded',
    isWorthKeeping: (value) => !value.startsWith('bad'),
    nowMillis: () => clock.millis,
  });
  const load = (value: string) => async () => {
    loaded.push(value);
    return value;
  };
  return { clock, loaded, cache, load };
}

describe('an expiring cache', () => {
  test('loads once and answers at once until the time is over', async () => {
    const { clock, loaded, cache, load } = setUp();
    await expect(cache.get('a', load('1'))).resolves.toBe('1');
    clock.millis += 99;
    expect(cache.get('a', load('2'))).toBe('1');
    clock.millis += 1;
    await expect(cache.get('a', load('3'))).resolves.toBe('3');
    expect(loaded).toEqual(['1', '3']);
  });

  test('loads once for callers at the same time', async () => {
    const { loaded, cache, load } = setUp();
    await expect(Promise.all([cache.get('a', load('1')), cache.get('a', load('2'))])).resolves.toEqual(['1', '1']);
    expect(loaded).toEqual(['1']);
  });

  test('keeps neither what is not worth it nor what throws', async () => {
    const { cache, load } = setUp();
    await cache.get('a', load('bad'));
    await expect(cache.get('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(cache.get('a', load('good'))).resolves.toBe('good');
  });

  test('drops the oldest above its bound', async () => {
    const { cache, load } = setUp();
    for (const key of ['a', 'b', 'c']) await cache.get(key, load(key));
    expect(cache.size()).toBe(2);
    expect(cache.get('c', load('new'))).toBe('c');
    await expect(cache.get('a', load('new'))).resolves.toBe('new');
  });

  test('bounds what is under way', async () => {
    const { cache, load } = setUp();
    const first = cache.get('a', load('1'));
    const second = cache.get('b', load('2'));
    expect(cache.get('c', load('3'))).toBe('overloaded');
    await Promise.all([first, second]);
    await expect(cache.get('c', load('3'))).resolves.toBe('3');
  });
});
