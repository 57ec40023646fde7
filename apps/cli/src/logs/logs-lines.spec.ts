import { describe, expect, it } from 'vitest';
import { maxLineLength } from '../read-lines.js';
import { runCli } from '../run-cli.js';
import { bytesOf, runCommand } from '../testing/run-command.js';
import { category, integration, shop, status, tests } from '../testing/shop-pipelines.js';
import { useFolder } from '../testing/use-folder.js';

const { write: file } = useFolder();

describe('logs run', () => {
  it('gives one JSON object a line', async () => {
    const path = file('run.yaml', integration);
    const lines = 'buy took 12ms\n\n{"a": {"b": 12345678901234567}}\n';
    const { exitCode, output } = await runCommand(
      ['logs', 'run', path, '--tags', 'env:test', '--service', 'web'],
      lines,
    );
    expect(exitCode).toBe(0);
    const rest = '"service":"web","source":"shop"';
    expect(output.split('\n')).toEqual([
      `{${rest},"message":"buy took 12ms","tags":["env:test"],"attributes":{"action":"buy","took":12,"title":"Order placed"}}`,
      `{${rest},"tags":["env:test"],"attributes":{"a":{"b":12345678901234567}}}`,
      '',
    ]);
  });

  it('writes before it reads on, and sets reserved attributes as in earnest', async () => {
    const path = file('run.json', [shop]);
    const seen: string[] = [];
    const input = (async function* () {
      yield* bytesOf('{"level": "error", "timestamp": 1000, "took": 5}\nhal');
      seen.push('read on');
      yield* bytesOf('f\n');
    })();
    await runCli(['logs', 'run', path], {
      input,
      write: async (text) => void seen.push(text),
      tell: () => undefined,
      style: (_, text) => text,
    });
    expect(seen).toEqual([
      '{"timestamp":"1970-01-01T00:00:01.000Z","status":"error","source":"shop","attributes":{"level":"error","timestamp":1000,"took":5,"speed":"fast"}}\n',
      'read on',
      '{"source":"shop","message":"half","attributes":{}}\n',
    ]);
  });

  it('leaves out lines that are too long, and says so', async () => {
    const path = file('long.json', shop);
    const { exitCode, output, errors } = await runCommand(
      ['logs', 'run', path],
      `${'x'.repeat(maxLineLength + 1)}\nshort\n`,
    );
    expect(exitCode).toBe(1);
    expect(output).toBe('{"source":"shop","message":"short","attributes":{}}\n');
    expect(errors).toMatch(/^line 1 is left out: it is longer than \d+ characters\n$/);
  });

  it('leaves lines of another source alone', async () => {
    const { output } = await runCommand(
      ['logs', 'run', file('other.yaml', integration), '--source', 'web'],
      'buy took 12ms',
    );
    expect(output).toBe('{"source":"web","message":"buy took 12ms","attributes":{}}\n');
  });

  it('tells why pipelines cannot run', async () => {
    const path = file('refused.json', { pipelines: [shop, { ...shop, filter: { query: 'a OR' } }] });
    const { exitCode, output, errors } = await runCommand(['logs', 'run', path], 'x');
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: '' });
    expect(errors).toMatch(/^.*refused\.json: error InvalidFilter pipelines\[1\]\.filter\.query "Shop": found the end/);
  });

  it.each([
    ['{"a": 1}', 'holds no pipeline'],
    ['{"a": ', 'is no JSON'],
    ['a: [', 'is no YAML'],
  ])('refuses a file with %s', async (text, message) => {
    expect(await runCommand(['logs', 'run', file('wrong', text)], 'x')).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining(message),
    });
  });
});

describe('logs explain', () => {
  it('tells step by step what happened and why', async () => {
    const path = file('explain.yaml', integration);
    const { exitCode, output } = await runCommand(['logs', 'explain', path], 'buy took 12ms');
    expect(exitCode).toBe(0);
    expect(output.split('\n').slice(0, 9)).toEqual([
      'applied preprocessing "Preprocessing of reserved attributes"',
      'applied pipeline "Shop"',
      '  applied grok-parser "Read lines"',
      '    the rule took matches',
      '    + @action: "buy"',
      '    + @took: 12',
      '  applied lookup-processor "Explain actions"',
      '    + @title: "Order placed"',
      '{',
    ]);
  });

  it('tells how far the nearest rule got', async () => {
    const { output } = await runCommand(['logs', 'explain', file('near.yaml', integration)], 'buy took long');
    expect(output).toContain('skipped grok-parser "Read lines" NoMatch');
    expect(output).toContain('the rule took matches 9 characters; %{integer:took} does not match "long"');
  });

  it('explains the sample of a test', async () => {
    const path = file('sample.json', { pipeline: shop, tests });
    const outcome = await runCommand(['logs', 'explain', path, '--test', '0']);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.output).toContain('    + status: "warn"\n');
    expect(outcome.output).toContain('the test fails:\n  @id: expected 1, got 9007199254740993\n');
    expect(await runCommand(['logs', 'explain', path, '--test', '7'])).toMatchObject({ exitCode: 0 });
    expect(await runCommand(['logs', 'explain', path, '--test', '1'])).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('has no test 1, but: 0, 7'),
    });
  });

  it('prints JSON', async () => {
    const { output } = await runCommand(
      ['logs', 'explain', file('trace.json', shop), '--json'],
      '{"took": 5, "id": 9007199254740993}',
    );
    expect(output).toContain('"id":9007199254740993');
    expect(JSON.parse(output)).toMatchObject({
      steps: [
        { type: 'preprocessing' },
        { steps: [{ outcome: 'NoSource' }, { outcome: 'Applied', changes: [{ what: '@speed', after: 'fast' }] }] },
      ],
      log: { attributes: { speed: 'fast' } },
    });
  });

  it('shows nothing that a terminal acts on', async () => {
    const { output } = await runCommand(
      ['logs', 'explain', file('hostile.json', shop)],
      '{"took": 5, "\u001B[2J": "\u009B"}',
    );
    // oxlint-disable-next-line no-control-regex -- that is what must not come out
    expect(output).not.toMatch(/[\u001B\u009B]/);
  });
});

describe('logs check', () => {
  it('tells errors and warnings with their places', async () => {
    const doubtful = { ...shop, processors: [{ ...status, is_enabled: undefined, sauces: [] }] };
    const good = file('good.json', shop);
    const path = file('check.json', { pipeline: doubtful });
    expect(await runCommand(['logs', 'check', good])).toEqual({
      exitCode: 0,
      output: '1 pipeline, 0 errors, 0 warnings\n',
      errors: '',
    });
    const { exitCode, output } = await runCommand(['logs', 'check', path, good]);
    expect(exitCode).toBe(0);
    expect(output.split('\n')).toEqual([
      expect.stringMatching(/check\.json: warning NotEnabled pipeline\.processors\[0\]\.is_enabled "Take the level": /),
      expect.stringMatching(/check\.json: warning UnknownField pipeline\.processors\[0\]\.sauces "Take the level": /),
      '2 pipelines, 0 errors, 2 warnings',
      '',
    ]);
    expect(await runCommand(['logs', 'check', path, '--strict'])).toMatchObject({ exitCode: 1 });
  });

  it('warns of what nothing gets to', async () => {
    const rules = 'one %{word:a} x\ntwo %{word:b} x\n';
    const grok = { type: 'grok-parser', name: 'g', is_enabled: true, grok: { match_rules: rules } };
    const categories = [...category.categories, { name: 'never', filter: { query: '@took: > 1000' } }];
    const path = file('unreachable.json', { ...shop, processors: [grok, { ...category, categories }] });
    const { output } = await runCommand(['logs', 'check', path]);
    expect(output.split('\n')).toEqual([
      `${path}: warning Unreachable pipeline.processors[0].grok.match_rules "g": the rule two never matches: one before it takes all that it could take`,
      `${path}: warning Unreachable pipeline.processors[1].categories[2].filter.query "Rate the duration": no log gets here: "slow" before it takes all of them`,
      '1 pipeline, 0 errors, 2 warnings',
      '',
    ]);
  });

  it('prints JSON lines, also of files that are no pipelines', async () => {
    const path = file('nothing.json', '{}');
    const { exitCode, output } = await runCommand(['logs', 'check', path, file('fine.json', shop), '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ file: path, severity: 'error', reason: 'InvalidFile' });
    expect(await runCommand(['logs', 'check', path])).toMatchObject({ exitCode: 2 });
  });
});
