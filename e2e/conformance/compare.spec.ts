import { expect, test } from 'vitest';
import { allOk, compareJson } from './compare.ts';

test.each([
  [
    { a: 1, b: [1, { c: 2 }] },
    { b: [1, { c: 2 }], a: 1 },
  ],
  [{ a: null }, {}],
  [{}, { a: null }],
  [null, undefined],
  [0, -0],
])('%j equals %j', (expected, actual) => {
  expect(compareJson(expected, actual)).toEqual({ ok: true });
});

test.each([
  [{ a: { b: 1 } }, { a: { b: 2 } }, '.a.b: expected 1, got 2'],
  [{ a: 1 }, { a: 1, c: 3 }, '.c: expected undefined, got 3'],
  [[1, 2], [2, 1], '[0]: expected 1, got 2\n[1]: expected 2, got 1'],
  [[1], [1, 2], '(value): expected [1], got [1,2]'],
  [{ a: 1 }, 'x', '(value): expected {"a":1}, got "x"'],
  [null, 0, '(value): expected null, got 0'],
  ['1', 1, '(value): expected "1", got 1'],
  [1, Number.NaN, '(value): expected 1, got NaN'],
])('%j differs from %j', (expected, actual, diff) => {
  expect(compareJson(expected, actual)).toEqual({ ok: false, diff });
});

test('a subset leaves other keys free at every depth', () => {
  expect(compareJson({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, { subset: true })).toEqual({ ok: true });
  expect(compareJson({ a: { b: 1 } }, { a: {} }, { subset: true }).ok).toBe(false);
});

test('allOk gives the first result that is not ok', () => {
  expect(allOk([{ ok: true }, { ok: false, diff: 'x' }])).toEqual({ ok: false, diff: 'x' });
  expect(allOk([{ ok: true }])).toEqual({ ok: true });
});
