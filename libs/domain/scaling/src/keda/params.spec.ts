import { expect, test } from 'vitest';
import { mainNameOf, paramEntries } from './params.js';

test('every key stands for one parameter', () => {
  const keys = paramEntries().flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(mainNameOf('queryValue')).toBe('targetValue');
  expect(mainNameOf('toString')).toBeUndefined();
});

test('every parameter is used by a scaler, and explained in sentences', () => {
  const entries = paramEntries();
  expect(entries.filter(([, { builtIn, service }]) => (builtIn ?? service) === undefined)).toEqual([]);
  expect(entries.filter(([, { doc }]) => !/^[A-Z`].*\.$/.test(doc))).toEqual([]);
});
