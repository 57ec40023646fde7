import { expect, test } from 'vitest';
import { mergeJson } from './merge-json.js';

const list = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'], items: {} };
const schema = { properties: { conditions: list, names: {} } };

test('what is named is set, null removes, lists are replaced', () => {
  const target = { a: { b: 1, c: 2 }, d: [1, 2] };
  expect(mergeJson(target, { a: { b: null, e: 3 }, d: [3] })).toEqual({ a: { c: 2, e: 3 }, d: [3] });
  expect(target).toEqual({ a: { b: 1, c: 2 }, d: [1, 2] });
});

test('with a schema, a list of the type map is merged by its keys', () => {
  const target = { conditions: [{ type: 'a', status: 'False', reason: 'Old' }, { type: 'b' }], names: ['x'] };
  const patch = { conditions: [{ type: 'c' }, { type: 'a', status: 'True' }], names: ['y'] };
  expect(mergeJson(target, patch, schema)).toEqual({
    conditions: [{ type: 'a', status: 'True', reason: 'Old' }, { type: 'b' }, { type: 'c' }],
    names: ['y'],
  });
  expect(mergeJson(target, patch)).toEqual(patch);
});
