import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, runCommand } from './testing/run-command.js';

const check = (input: string, ...args: string[]) => runCommand(['query', 'check', ...args], input);

const jsonOf = ({ output }: Outcome) =>
  output
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

it('accepts good queries', async () => {
  expect(await check('avg:a{*}\n\nsum:b{x}, max:c{*}\n')).toEqual({
    exitCode: 0,
    output: '2 queries, 0 refused, 0 warnings\n',
    errors: '',
  });
});

it('shows where a query is wrong', async () => {
  const { exitCode, output } = await check('avg:a{*}\n\navg:a{*}.fill(x)\navg:kennel.dogs\n');
  expect(exitCode).toBe(1);
  expect(output.split('\n')).toEqual([
    'stdin:3:15: error ArgumentValue: the method of .fill() must be one of linear, last, zero, null',
    '  avg:a{*}.fill(x)',
    `${' '.repeat(16)}^`,
    expect.stringMatching(/^stdin:4:16: error ScopeMissing: Rule 'scope_expr' didn't match/),
    '  avg:kennel.dogs',
    `${' '.repeat(17)}^`,
    '3 queries, 2 refused, 0 warnings',
    '',
  ]);
});

it('shows warnings and lets them pass', async () => {
  const { exitCode, output } = await check('abs(avg:a{*}).rollup(60)');
  expect(exitCode).toBe(0);
  expect(output).toContain('stdin:1:14: warning ModifierAfterFunction');
  expect(output).toContain('1 query, 0 refused, 1 warning\n');
});

it('allows template variables, and what only dashboards keep, with --dashboard', async () => {
  const text = 'avg:a{$env}\navg:a{x or y,$env}\n';
  expect(await check(text)).toMatchObject({ exitCode: 1, output: expect.stringContaining('2 refused') });
  expect(await check(text, '--dashboard')).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('0 refused, 1 warning\n'),
  });
});

describe('--json', () => {
  it('tells one object a query', async () => {
    const outcome = await check('avg:a{*}\navg:b\n', '-', '--json');
    expect(outcome.exitCode).toBe(1);
    expect(jsonOf(outcome)).toEqual([
      { line: 1, query: 'avg:a{*}', ok: true, errors: [], warnings: [] },
      {
        line: 2,
        query: 'avg:b',
        ok: false,
        errors: [
          expect.objectContaining({
            level: 'syntax',
            reason: 'ScopeMissing',
            column: 6,
            found: 'the end of the query',
          }),
        ],
        warnings: [],
      },
    ]);
  });
});

describe('--monitor', () => {
  it('reads bare queries and JSON lines', async () => {
    const lines = [
      'avg(last_5m):avg:a{*} > 5',
      JSON.stringify({ type: 'composite', query: '1 && 2' }),
      JSON.stringify({ type: 'log alert', query: '1 && 2' }),
      JSON.stringify({ query: 'avg(last_5m):avg:a{*} > 5', options: { thresholds: { critical: 6 } } }),
      JSON.stringify({
        type: 'query alert',
        query: 'formula("x").last("5m") > 1',
        options: { variables: [{ name: 'y' }] },
      }),
    ];
    const outcome = await check(lines.join('\n'), '--monitor', '--json');
    expect(outcome.exitCode).toBe(1);
    expect(jsonOf(outcome)).toMatchObject([
      { ok: true },
      { ok: true, type: 'composite' },
      { ok: false, errors: [{ reason: 'TypeMismatch' }] },
      { ok: false, errors: [{ reason: 'ThresholdMismatch' }] },
      { ok: false, errors: [{ reason: 'UnknownReference' }] },
    ]);
  });

  it.each(['{"query"', '[]{', '{"type":"query alert"}', '{"type":"soup alert","query":"1 && 2"}'])(
    'refuses %s',
    async (line) => {
      const outcome = await check(line, '--monitor', '--json');
      expect(outcome.exitCode).toBe(1);
      expect(jsonOf(outcome)).toMatchObject([{ ok: false, errors: { length: 1 } }]);
    },
  );
});

describe('files', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dogwatch-cli-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are read and named', async () => {
    const file = join(folder, 'queries.txt');
    writeFileSync(file, 'avg:a\n');
    const { output } = await check('', file);
    expect(output).toContain(`${file}:1:6: error ScopeMissing`);
  });

  it('that cannot be read are wrong usage', async () => {
    const missing = join(folder, 'missing.txt');
    expect(await check('', missing)).toMatchObject({
      exitCode: 2,
      output: '',
      errors: expect.stringContaining(`dogwatch: cannot read ${missing}`),
    });
    expect(await check('', folder)).toMatchObject({ exitCode: 2 });
  });
});

it('names --monitor where the line is a monitor query', async () => {
  const lines = ['avg(last_5m):avg:a{*} > 5', '{"type":"metric alert","query":"avg(last_5m):avg:a{*} > 5"}', 'hello'];
  const { output } = await check(lines.join('\n'));
  const errors = output.split('\n').filter((line) => line.includes(': error '));
  expect(errors.map((line) => line.endsWith('this is a monitor query, check it with --monitor'))).toEqual([
    true,
    true,
    false,
  ]);
});

describe('wrong usage', () => {
  it.each([[['--nope']], [['a', 'b']], [['--monitor', '--dashboard']]])('%j', async (args) => {
    const { exitCode, output, errors } = await check('', ...args);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).not.toBe('');
  });

  it('does not count a help that was asked for', async () => {
    const { exitCode, output } = await check('', '--help');
    expect(exitCode).toBe(0);
    expect(output).toContain('dogwatch query check [options] [FILE]');
  });
});

it('survives hostile input', async () => {
  const lines = [
    '('.repeat(100_000),
    '\u0000\u001B[2J',
    `avg:a{${'x,'.repeat(100_000)}`,
    `avg:a{*}${'.x()'.repeat(10_000)}`,
  ];
  const { exitCode, output } = await check(lines.join('\n'));
  expect(exitCode).toBe(1);
  expect(output).toContain('4 queries, 4 refused');
  // oxlint-disable-next-line no-control-regex -- that is what must not come out
  expect(output).not.toMatch(/[\u0000\u001B]/);
});
