import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runSuites } from './run-suites.ts';
import type { Case, KnownFailure, Suite } from './suite.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  writeFileSync(join(folder, 'sums.json'), '{}');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const sums: Suite = {
  name: 'sums',
  *load(): Iterable<Case> {
    yield { key: 'good', run: () => ({ ok: true }) };
    yield { key: 'wrong', run: async () => ({ ok: false, diff: 'expected 2\ngot 3' }) };
    yield {
      key: 'throws',
      run: () => {
        throw new Error('broken');
      },
    };
    yield { key: 'later', run: () => ({ ok: 'skipped', why: 'the group x has no runner' }) };
  },
};

async function run(
  options: {
    suites?: readonly Suite[];
    known?: readonly KnownFailure[];
    suite?: string;
    caseText?: string;
    verbose?: boolean;
  } = {},
): Promise<{ failed: number; passed: number; lines: string[] }> {
  const lines: string[] = [];
  const totals = await runSuites({
    folder,
    suites: [sums],
    known: [],
    print: (line) => void lines.push(line),
    ...options,
  });
  return { ...totals, lines };
}

test('a line per suite, its failures and skips, and the closing line', async () => {
  const { lines, passed, failed } = await run();
  expect(lines).toEqual([
    'sums 1 2 0',
    '  1 not run: the group x has no runner',
    '  failed: wrong',
    '  failed: throws',
    '1 passed, 2 failed',
  ]);
  expect({ passed, failed }).toEqual({ passed: 1, failed: 2 });
});

test('--verbose shows what differs', async () => {
  const { lines } = await run({ verbose: true, caseText: 'wrong' });
  expect(lines).toEqual(['sums 0 1 0', '  failed: wrong', '    expected 2', '    got 3', '0 passed, 1 failed']);
});

test('a known failure is counted apart; one that passes is a failure', async () => {
  const known = ['good', 'wrong', 'throws', 'gone'].map((key) => ({ suite: 'sums', case: key, reason: 'r' }));
  const { lines, failed } = await run({ known, verbose: true });
  expect(lines[0]).toBe('sums 0 1 2');
  expect(lines.join('\n')).toContain('passes, but known.json lists it: remove the entry');
  expect(failed).toBe(1);
});

test('known entries of another suite do not count', async () => {
  const { failed } = await run({ known: [{ suite: 'other', case: 'wrong', reason: 'r' }] });
  expect(failed).toBe(2);
});

test('files and folders without a runner are named; other files are ignored', async () => {
  mkdirSync(join(folder, 'pipelines'));
  writeFileSync(join(folder, 'README.md'), '');
  writeFileSync(join(folder, 'admission.json'), '{}');
  const { lines, failed } = await run({ suites: [] });
  expect(lines).toEqual(['admission: no runner', 'pipelines: no runner', 'sums: no runner', '0 passed, 0 failed']);
  expect(failed).toBe(0);
});

test('a suite without data is not run', async () => {
  rmSync(join(folder, 'sums.json'));
  expect((await run()).lines).toEqual(['0 passed, 0 failed']);
});

test('--suite takes the exact name', async () => {
  mkdirSync(join(folder, 'sum'));
  expect((await run({ suite: 'sum' })).lines).toEqual(['sum: no runner', '0 passed, 0 failed']);
  expect((await run({ suite: 'su' })).lines[0]).toBe('su: nothing of this name in the data');
});

test('data that cannot be read is a failure of its suite, and the suite is closed', async () => {
  let closed = 0;
  const broken: Suite = {
    name: 'sums',
    load: () => {
      throw new Error('no JSON');
    },
    close: async () => {
      closed += 1;
    },
  };
  const { lines, failed } = await run({ suites: [broken], verbose: true });
  expect(lines.join('\n')).toContain('no JSON');
  expect([failed, closed]).toEqual([1, 1]);
});
