import { expect, test } from 'vitest';
import { applyJsonPatch } from './json-patch.js';

const document = { a: { b: [1, 2], 'c/d~e': true }, f: null };
const patch = (...operations: object[]) => applyJsonPatch(document, operations);

test.each([
  ['add to an object', { op: 'add', path: '/a/x', value: 1 }, { a: { ...document.a, x: 1 }, f: null }],
  ['add inside a list', { op: 'add', path: '/a/b/1', value: 9 }, { a: { ...document.a, b: [1, 9, 2] }, f: null }],
  [
    'add at the end of a list',
    { op: 'add', path: '/a/b/-', value: 9 },
    { a: { ...document.a, b: [1, 2, 9] }, f: null },
  ],
  ['replace in a list', { op: 'replace', path: '/a/b/0', value: 9 }, { a: { ...document.a, b: [9, 2] }, f: null }],
  ['replace the whole', { op: 'replace', path: '', value: 9 }, 9],
  ['remove an escaped key', { op: 'remove', path: '/a/c~1d~0e' }, { a: { b: [1, 2] }, f: null }],
  ['move', { op: 'move', from: '/a/b', path: '/f' }, { a: { 'c/d~e': true }, f: [1, 2] }],
  ['copy', { op: 'copy', from: '/a/b/1', path: '/f' }, { ...document, f: 2 }],
  ['test', { op: 'test', path: '/a/b', value: [1, 2] }, document],
])('%s', (_, operation, value) => {
  expect(patch(operation)).toEqual({ ok: true, value });
});

test.each([
  { op: 'replace', path: '/none', value: 1 },
  { op: 'remove', path: '/a/b/7' },
  { op: 'add', path: '/none/x', value: 1 },
  { op: 'add', path: '/a/b/7', value: 1 },
  { op: 'test', path: '/f', value: 1 },
  { op: 'move', from: '/none', path: '/x' },
  { op: 'shuffle', path: '/a' },
])('$op of $path does not apply', (operation) => {
  expect(patch({ op: 'add', path: '/a/x', value: 1 }, operation)).toMatchObject({ ok: false });
});

test('the document itself stays as it was', () => {
  patch({ op: 'remove', path: '/a/b/0' });
  expect(document.a.b).toEqual([1, 2]);
});
