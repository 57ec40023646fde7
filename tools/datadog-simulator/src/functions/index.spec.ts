import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulatedFunctionFamilies, simulatedFunctions } from './index.js';

test('every family file is in the registry', () => {
  const notFamilies = new Set(['index.ts', 'simulated-function.ts']);
  const files = readdirSync(import.meta.dirname).filter((file) => !file.endsWith('.spec.ts') && !notFamilies.has(file));
  expect(Object.keys(simulatedFunctionFamilies).map((name) => `${name}.ts`)).toEqual(files.sort());
});

test('no name is taken twice', () => {
  const names = Object.values(simulatedFunctionFamilies).flatMap((family) => family.map(({ name }) => name));
  expect(names.length).toBe(simulatedFunctions.size);
});
