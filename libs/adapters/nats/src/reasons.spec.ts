import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { natsReasons } from './reasons.js';

test('the README explains exactly the reasons there are', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([A-Z]\w+)` +\| (.+?) +\|$/gm)].map(([, reason, text]) => [reason, text]);
  expect(rows).toEqual(Object.entries(natsReasons));
});
