import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../commands.js';
import { runCommand } from '../testing/run-command.js';
import { describeProgram } from './describe-program.js';
import { renderFish } from './render-fish.js';
import { renderZsh } from './render-zsh.js';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'dogwatch-completion-'));
const shells = ['bash', 'fish', 'zsh'] as const;
const scripts: Record<string, string> = {};

beforeAll(async () => {
  for (const shell of shells) {
    const { exitCode, output, errors } = await runCommand(['completion', shell]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    scripts[shell] = output;
    writeFileSync(join(folder, shell), output);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last of the words; `names of files` when it is left to bash. */
function inBash(...words: string[]): string[] {
  const show =
    'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _dogwatch; printf "%s\n" "${COMPREPLY[@]}"; echo "files=$files"';
  const watch = show.replace('_dogwatch;', 'compopt() { echo no files; }; _dogwatch;');
  const lines = execFileSync('bash', ['-c', watch, join(folder, 'bash'), 'dogwatch', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && line !== 'files=');
  return lines.includes('no files') ? lines.filter((line) => line !== 'no files') : ['names of files'];
}

/** What fish offers for the end of the line. */
const inFish = (line: string): string[] =>
  execFileSync('fish', ['--no-config', '-c', `source ${join(folder, 'fish')}; complete -C ${JSON.stringify(line)}`], {
    encoding: 'utf8',
    cwd: folder,
  })
    .split('\n')
    .map((row) => row.split('\t')[0] ?? '')
    .filter((word) => word !== '');

describe('bash', () => {
  it('completes groups and their commands', () => {
    expect(inBash('ex')).toEqual(['explain']);
    expect(inBash('explain', '')).toEqual(expect.arrayContaining(['hpa', 'metric', 'pod', 'trigger']));
    expect(inBash('explain', 'me')).toEqual(['metric']);
    expect(inBash('nonsense', 'x', '')).toEqual([]);
  });

  it('completes the options of a command and their values', () => {
    expect(inBash('explain', 'metric', '--n')).toEqual(['--nats']);
    expect(inBash('explain', 'metric', 'shop/a', '--js')).toEqual(['--json']);
    expect(inBash('admission', 'mutate', '-o', '')).toEqual(['yaml', 'patch', 'explain']);
    expect(inBash('admission', 'mutate', '--output', 'p')).toEqual(['patch']);
  });

  it('completes a value behind =, which bash takes for a word', () => {
    expect(inBash('admission', 'mutate', '--output', '=')).toEqual(['yaml', 'patch', 'explain']);
    expect(inBash('admission', 'mutate', '--output', '=', 'ex')).toEqual(['explain']);
  });

  it('leaves names of files to bash where a file is meant, and offers none elsewhere', () => {
    expect(inBash('logs', 'test', 'ngi')).toEqual(['names of files']);
    expect(inBash('monitor', 'check', '-f', '')).toEqual(['names of files']);
    expect(inBash('monitor', 'check', '-f', 'a.yaml', 'b')).toEqual(['names of files']);
    expect(inBash('monitor', 'check', '-f', 'a.yaml', '--st')).toEqual(['--strict']);
    expect(inBash('explain', 'metric', '--nats', '')).toEqual([]);
    expect(inBash('explain', 'metric', '')).not.toContain('names of files');
  });

  it('is asked for by the name of the command', () => {
    const asked = execFileSync('bash', ['-c', 'source "$0"; complete -p dogwatch', join(folder, 'bash')], {
      encoding: 'utf8',
    });
    expect(asked).toBe('complete -o default -F _dogwatch dogwatch\n');
  });
});

describe('every script', () => {
  it('knows every command', () => {
    for (const words of commands.map(({ path }) => path.join(' '))) {
      expect(scripts['bash']).toContain(`'${words}|'*)`);
      expect(scripts['fish']).toContain(String.raw`__dogwatch_at \'${words}\'`);
      expect(scripts['zsh']).toContain(`'${words}')`);
    }
  });

  it('quotes what the help of commands may hold', () => {
    const program = new Command('dogwatch');
    const odd = program.command('a').command('b').description("it's: odd");
    odd.option('--c <FILE>', String.raw`x's [y]: \z`);
    const described = describeProgram(program);
    expect(renderZsh(described)).toContain(String.raw`'(--c)--c=[x'\''s \[y\]\: \\z]:file:_files'`);
    expect(renderFish(described)).toContain(String.raw`-l c -r -F -d 'x\'s [y]: \\z'`);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it('completes commands, options, values and files', () => {
    expect(inFish('dogwatch ex')).toEqual(['explain']);
    expect(inFish('dogwatch explain me')).toEqual(['metric']);
    expect(inFish('dogwatch explain metric --na')).toEqual(['--nats']);
    expect(inFish('dogwatch admission mutate -o ')).toEqual(['explain', 'patch', 'yaml']);
    expect(inFish('dogwatch logs test ')).toEqual(['bash', 'fish', 'zsh']);
    expect(inFish('dogwatch explain metric ')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  it('reads the script and registers it', () => {
    const asked = execFileSync(
      'zsh',
      ['-f', '-c', `autoload -Uz compinit; compinit -D; source ${join(folder, 'zsh')}; print $_comps[dogwatch]`],
      { encoding: 'utf8' },
    );
    expect(asked).toBe('_dogwatch\n');
  });
});
