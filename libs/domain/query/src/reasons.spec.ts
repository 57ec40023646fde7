import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { queryReasons } from './reasons.js';

const sources = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.spec.ts', 'reasons.ts'] })
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');

it.each(Object.entries(queryReasons))('%s is given by the code and explained in one sentence', (reason, sentence) => {
  expect(reason).toMatch(/^(?:[A-Z][a-z]+)+$/);
  expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
  expect(sources).toContain(`'${reason}'`);
});
