import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsRefused } from '@dogwatch/messages';
import { expect, onTestFinished, test } from 'vitest';
import { type DeadLetter, keepInFile } from './dead-letters.js';

const letter: DeadLetter = {
  atMillis: 5,
  reason: 'SinkRefused',
  message: 'the intake answered 400: "no"',
  logs: ['{"message":"a"}', '"text"'],
  service: 'shop',
};

test('a file keeps letters that can be read again, until it is full', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-letters-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'dead.ndjson');
  const letters = keepInFile(path, 300);
  const kept = await Promise.all(Array.from({ length: 5 }, () => letters.keep(letter)));
  expect(kept.filter(({ ok }) => ok)).toHaveLength(2);
  expect(kept.at(-1)).toMatchObject({ ok: false, message: expect.stringContaining(path) });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => logsRefused.parse(JSON.parse(line)))).toEqual(
    Array.from({ length: 2 }, () => ({
      atMillis: 5,
      reason: 'SinkRefused',
      message: letter.message,
      logs: [{ message: 'a' }, 'text'],
    })),
  );
  expect(await keepInFile('/nonexistent/folder/file', 300).keep(letter)).toMatchObject({ ok: false });
});
