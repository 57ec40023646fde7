import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const folder = 'libs/domain/logs/src/processors';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dogwatch-new-'));
  cpSync(folder, join(root, folder), { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function createProcessor(name: string): string {
  const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync(process.execPath, [join(import.meta.dirname, 'new.ts'), 'processor', name], options);
}

const read = (file: string) => readFileSync(join(root, folder, file), 'utf8');

test('a processor gets its file and its lines in the registry, where the alphabet wants them', () => {
  const before = read('index.ts').split('\n');
  createProcessor('cut-processor');
  expect(read('cut-processor.ts')).toContain("type: 'cut-processor'");
  const after = read('index.ts').split('\n');
  const added = after.filter((line) => !before.includes(line));
  expect(added).toEqual(["import { processor as cutProcessor } from './cut-processor.js';", '  cutProcessor,']);
  expect(after.filter((line) => before.includes(line))).toEqual(before);
  const files = after.flatMap((line) => /from '\.\/(.*)\.js'/.exec(line)?.[1] ?? []);
  expect(files).toEqual(files.toSorted());
});

test('what is there is never overwritten', () => {
  expect(() => createProcessor('url-parser')).toThrow('url-parser.ts is there already');
});
