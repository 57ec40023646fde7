import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grokFilters } from './index.js';

test('the registry lists every file of the folder, in order', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => !/^(?:index|.*\.spec)\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ''));
  expect(grokFilters.map(({ name }) => (name === 'nullIf' ? 'null-if' : name))).toEqual(files.toSorted());
});
