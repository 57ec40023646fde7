import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCli } from '@dogwatch/cli';
import { expect, it } from 'vitest';
import { parseOptions } from './demo/src/options.js';
import { runDemo } from './demo/src/run-demo.js';
import { renderTable } from './demo/src/view/render-table.js';
import type { Snapshot } from './demo/src/view/snapshot.js';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

/** The block of the README that begins so, a line each. */
function shown(start: string): string[] {
  const block = [...readme.matchAll(/^```\n(.*?)^```$/gms)]
    .map(([, text = '']) => text)
    .find((text) => text.startsWith(start));
  return (block ?? '').trimEnd().split('\n');
}

/** A line without what is different each time: numbers, times, bars, how often. */
function toForm(line: string): string {
  return line
    .replaceAll(/[■·]{2,}/g, '■')
    .replaceAll(/[\d:.,TZ-]*\d[\d:.,TZ-]*/g, '#')
    .replace(/ \(# times in a row\)/, '')
    .replaceAll('values', 'value')
    .replaceAll(/ +/g, ' ');
}

const asIs = (_: unknown, text: string): string => text;

async function explain(command: string): Promise<readonly string[]> {
  let told = '';
  await runCli(command.replace('npx dogwatch ', '').split(' '), {
    input: (async function* () {})(),
    write: async (text) => void (told += text),
    tell: (line) => void (told += `${line}\n`),
    style: asIs,
  });
  return told.split('\n');
}

/** Runs the demo until `isEnough` says so of what it shows; answers that. */
async function playDemo(isEnough: (snapshot: Snapshot) => Promise<boolean>): Promise<void> {
  const options = parseOptions(['--simulate'], {});
  if (!options.ok || options.kind !== 'run') throw new Error('the arguments are right');
  const quit = new AbortController();
  let isAsking = false;
  const ask = async (snapshot: Snapshot): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    if (await isEnough(snapshot)) quit.abort();
    isAsking = false;
  };
  const look = (snapshot: Snapshot): void => void ask(snapshot);
  await runDemo(options.options, {
    env: {},
    signal: quit.signal,
    log: () => undefined,
    printError: () => undefined,
    view: { begin: look, show: look, event: () => undefined, leave: () => undefined, end: () => undefined },
  });
}

/** The lines of the README that are not among those of a run. */
function missingIn(told: readonly string[], lines: readonly string[]): readonly string[] {
  const forms = new Set(told.map(toForm));
  return lines.filter((line) => !forms.has(toForm(line)));
}

it('the README shows what the demo and `dogwatch explain` look like', async () => {
  const [command = '', ...chain] = shown('$ npx dogwatch explain');
  const [, words = ''] = /(explain metric \S+)/.exec(command) ?? [];
  const live = shown('Dogwatch demo');
  const table = live.slice(0, live.indexOf('WHAT HAPPENED'));
  const latest = performance.now() + 40_000;
  let missing: readonly string[] = ['nothing was shown'];
  await playDemo(async (snapshot) => {
    const hint = snapshot.hints.find(({ command }) => command.includes('--nats'))?.command ?? '';
    const told = await explain(hint.replace(/explain metric \S+/, words));
    const seen = renderTable(snapshot, { columns: 120, rows: 60, paint: asIs });
    missing = [...missingIn(seen, table), ...missingIn(told, chain)];
    return missing.length === 0 || performance.now() > latest;
  });
  expect(missing).toEqual([]);
});
