import { expect, it } from 'vitest';
import { parseImageReference } from './image-reference.js';

it.each([
  ['registry.example:5000/a/b:v1', 'registry.example:5000/a', 'b', 'v1'],
  ['a/b@sha256:00ff', 'a', 'b', 'sha256:00ff'],
  ['a/b:v1@sha256:00ff', 'a', 'b', 'sha256:00ff'],
  ['b', '', 'b', ''],
])('takes %s apart', (reference, registry, name, version) => {
  expect(parseImageReference(reference)).toEqual({ reference, registry, name, version });
});

it.each(['', 'a b', 'a/', ':v1'])('finds no image in %j', (reference) => {
  expect(parseImageReference(reference)).toBeUndefined();
});
