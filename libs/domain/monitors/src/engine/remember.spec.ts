import { expect, test } from 'vitest';
import { reactTo } from '../react.js';
import { rememberCreate, rememberFailure, rememberSearch, rememberSpecChange, rememberWrite } from './remember.js';
import { emptyMemory } from './sync-view.js';

const context = { step: 'create', fingerprint: 'f1', nowMillis: 10_000, spread: 0.5 } as const;

test('a create without an answer stays open until somebody has looked', () => {
  const sent = rememberCreate(emptyMemory);
  const failed = rememberFailure(sent, reactTo({ method: 'POST', status: 0 }), context);
  expect(failed).toMatchObject({ isCreateOpen: true, failures: 1, notBeforeMillis: 15_000 });
  expect(rememberSearch(failed, '7')).toMatchObject({ search: { state: 'found', id: '7' }, notBeforeMillis: 0 });
  expect(rememberCreate(rememberSearch(failed, undefined))).not.toHaveProperty('search');
});

test('a refused create is closed, and its definition remembered', () => {
  const failed = rememberFailure(rememberCreate(emptyMemory), reactTo({ method: 'POST', status: 400 }), context);
  expect(failed).toMatchObject({ isCreateOpen: false, refusedFingerprint: 'f1', notBeforeMillis: 0 });
});

test('waiting doubles up to its bound', () => {
  const error = reactTo({ method: 'PUT', status: 500 });
  const delays = [0, 1, 2, 50].map((failures) => {
    return rememberFailure({ ...emptyMemory, failures }, error, context).notBeforeMillis - context.nowMillis;
  });
  expect(delays).toEqual([5_000, 10_000, 20_000, 120_000]);
});

test('a stated time is kept', () => {
  const limited = reactTo({ method: 'PUT', status: 429, retryAfterSeconds: 7 });
  expect(rememberFailure(emptyMemory, limited, { ...context, spread: 0 }).notBeforeMillis).toBe(17_000);
});

test('a search that fails leaves a create open', () => {
  const open = rememberCreate(emptyMemory);
  const failed = rememberFailure(open, reactTo({ method: 'GET', status: 500 }), { ...context, step: 'find-by-owner' });
  expect(failed.isCreateOpen).toBe(true);
});

test('a write remembers what Datadog did not take over', () => {
  const left = [{ path: 'name', desired: 'a', observed: 'b' }];
  expect(rememberWrite('f1', left).leftover).toEqual({ fingerprint: 'f1', differences: left });
  expect(rememberWrite('f1', [])).toEqual(emptyMemory);
});

test('a new spec is a new chance: for duplicates, and for creates that nobody can look for', () => {
  const memory = { ...rememberCreate(emptyMemory), duplicateOf: '9' };
  expect(rememberSpecChange(memory, false)).toEqual(emptyMemory);
  expect(rememberSpecChange(memory, true)).toEqual({ ...emptyMemory, isCreateOpen: true });
});
