import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { deliveries } from './delivery/registry.js';
import { languages } from './languages/registry.js';

function filesOf(folder: string, ...others: readonly string[]): readonly string[] {
  return globSync(join(import.meta.dirname, folder, '*.ts'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => !['registry', ...others].includes(name) && !name.endsWith('.spec'))
    .sort();
}

test('every file of a language is in the registry, under its name', () => {
  expect(languages.map(({ name }) => name).sort()).toEqual(filesOf('languages', 'language'));
});

test('every file of a delivery is in the registry, under its name', () => {
  expect(deliveries.map(({ mode }) => mode.replaceAll('_', '-'))).toEqual(filesOf('delivery', 'delivery'));
});

test('languages are explained, and differ in everything that must not be shared', () => {
  for (const key of ['name', 'annotation', 'image', 'directory'] as const)
    expect(new Set(languages.map((language) => language[key])).size).toBe(languages.length);
  for (const { doc, defaultVersion } of languages) {
    expect(doc).toMatch(/^\S.*\.$/);
    expect(defaultVersion).toMatch(/^v\d+$/);
  }
});
