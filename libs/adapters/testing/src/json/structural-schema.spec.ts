import { expect, test } from 'vitest';
import { checkBySchema, pruneBySchema } from './structural-schema.js';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    size: { type: 'integer' },
    ratio: { type: 'number' },
    since: { type: 'string', format: 'date-time', nullable: true },
    mode: { type: 'string', enum: ['on', 'off'] },
    port: { 'x-kubernetes-int-or-string': true },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    raw: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    items: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
  },
};

test('unknown fields go, at every depth', () => {
  const value = { name: 'a', other: 1, labels: { x: 'y' }, raw: { any: 1 }, items: [{ id: 'b', more: 1 }] };
  expect(pruneBySchema(schema, value)).toEqual({
    name: 'a',
    labels: { x: 'y' },
    raw: { any: 1 },
    items: [{ id: 'b' }],
  });
});

test('what fits has no causes', () => {
  const value = {
    name: 'a',
    size: 1,
    ratio: 2,
    since: null,
    mode: 'on',
    port: 'http',
    labels: { x: 'y' },
    items: [{}],
  };
  expect(checkBySchema(schema, value, '')).toEqual([]);
});

test.each([
  [{}, 'name', 'FieldValueRequired'],
  [{ name: 'a', size: 1.5 }, 'size', 'FieldValueTypeInvalid'],
  [{ name: null }, 'name', 'FieldValueTypeInvalid'],
  [{ name: 'a', since: 'noon' }, 'since', 'FieldValueInvalid'],
  [{ name: 'a', mode: 'maybe' }, 'mode', 'FieldValueNotSupported'],
  [{ name: 'a', port: true }, 'port', 'FieldValueTypeInvalid'],
  [{ name: 'a', labels: { x: 1 } }, 'labels.x', 'FieldValueTypeInvalid'],
  [{ name: 'a', items: [{}, { id: 1 }] }, 'items[1].id', 'FieldValueTypeInvalid'],
])('%j is wrong in %s', (value, field, reason) => {
  expect(checkBySchema(schema, value, '')).toEqual([expect.objectContaining({ field, reason })]);
});
