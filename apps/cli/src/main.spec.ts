import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const binary = resolve(import.meta.dirname, '../dist/main.js');

// The binary as it is shipped: built, with its dependencies resolved from their builds.
beforeAll(() => {
  execFileSync(resolve(root, 'node_modules/.bin/tsc'), ['-b', 'apps/cli'], { cwd: root, stdio: 'inherit' });
}, 120_000);

async function dogwatch(
  input: string,
  ...args: string[]
): Promise<{ exitCode: unknown; output: string; errors: string }> {
  const child = spawn(process.execPath, [binary, ...args]);
  child.stdin.end(input);
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, output, errors };
}

it('exits with 0, 1 or 2', { timeout: 30_000 }, async () => {
  expect(await dogwatch('avg:a{*}', 'query', 'check')).toMatchObject({ exitCode: 0, errors: '' });
  expect(await dogwatch('avg:a', 'query', 'check', '-')).toMatchObject({ exitCode: 1, errors: '' });
  expect(await dogwatch('', 'query', 'check', '--nope')).toMatchObject({ exitCode: 2, output: '' });
  expect(await dogwatch('')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('Usage: dogwatch') });
});

it('takes input of any size and answers without colours into a pipe', async () => {
  const { exitCode, output } = await dogwatch(
    `${'avg:kennel.dogs{*} by {yard}\n'.repeat(100_000)}avg:b`,
    'query',
    'check',
  );
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^stdin:100001:6: error ScopeMissing/);
  expect(output).toContain('100001 queries, 1 refused');
});

it('ends quietly when nobody reads on', async () => {
  const child = spawn(process.execPath, [binary, 'query', 'check']);
  child.stdin.on('error', () => undefined);
  child.stdin.end('avg:a\n'.repeat(200_000));
  child.stdout.once('data', () => child.stdout.destroy());
  const [errors, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
});
