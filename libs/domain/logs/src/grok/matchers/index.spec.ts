import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grokMatchers } from './index.js';

function toFile(name: string): string {
  const known: Readonly<Record<string, string>> = { LOGLEVEL: 'log-level', TIMESTAMP_ISO8601: 'timestamp-iso8601' };
  return known[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

test('the registry lists every file of the folder, in order', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => !/^(?:index|.*\.spec)\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ''));
  expect(grokMatchers.map(({ name }) => toFile(name))).toEqual(files.toSorted());
});
