import { expect, test } from 'vitest';
import { defaultScalingOptions as options } from './options.js';
import { planRequests } from './plan-requests.js';
import type { Want } from './wants.js';

function want(key: string, change: Partial<Want> = {}): Want {
  return { key, org: 'default', query: key, windowSeconds: 300, offsetSeconds: 0, alone: false, ...change };
}

test('equal queries are asked once and answer all who want them', () => {
  const { requests } = planRequests([want('a', { query: 'q' }), want('b', { query: 'q' }), want('c')], options);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.queries).toEqual(['q', 'c']);
  expect([...(requests[0]?.keysByQuery ?? [])]).toEqual([
    ['q', ['a', 'b']],
    ['c', ['c']],
  ]);
});

test('organisations, windows and offsets never share a request', () => {
  const wants = [
    want('a'),
    want('b', { org: 'other' }),
    want('c', { windowSeconds: 600 }),
    want('d', { offsetSeconds: 60 }),
  ];
  expect(planRequests(wants, options).requests.map(({ queries }) => queries)).toEqual([['a'], ['b'], ['c'], ['d']]);
});

function sizes(chunkSize: number): number[] {
  const wants = ['a', 'b', 'c'].map((key) => want(key));
  return planRequests(wants, { ...options, chunkSize }).requests.map(({ queries }) => queries.length);
}

test('the chunk size limits a request, and is at least one', () => {
  expect(sizes(2)).toEqual([2, 1]);
  expect(sizes(0)).toEqual([1, 1, 1]);
});

test('what must go alone goes alone, also when another wants the same query with others', () => {
  const wants = [want('a', { query: 'q', alone: true }), want('b'), want('c', { query: 'q' }), want('d')];
  expect(planRequests(wants, options).requests.map(({ queries }) => queries)).toEqual([['b', 'd'], ['q']]);
});

test('a query that fits no request is refused for all who want it, and hurts no other', () => {
  const query = 'x'.repeat(8000);
  const { refused, requests } = planRequests(
    [want('a', { query }), want('b', { query, alone: true }), want('c')],
    options,
  );
  expect([...refused.keys()]).toEqual(['a', 'b']);
  expect(refused.get('a')).toMatchObject({ reason: 'QueryTooLong', message: expect.stringMatching(/8000.*7000/) });
  expect(requests.map(({ queries }) => queries)).toEqual([['c']]);
});
