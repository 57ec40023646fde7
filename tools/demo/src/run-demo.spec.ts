import { expect, test } from 'vitest';
import { type DemoOptions, type Env, parseOptions } from './options.js';
import { runDemo } from './run-demo.js';
import type { Snapshot, TimedEvent } from './view/snapshot.js';

function optionsFor(args: readonly string[], env: Env): DemoOptions {
  const parsed = parseOptions(args, env);
  if (!parsed.ok || parsed.kind !== 'run') throw new Error('the arguments are right');
  return parsed.options;
}

async function run(args: readonly string[], signal = new AbortController().signal, env: Env = {}) {
  const seen = { snapshots: new Array<Snapshot>(), events: new Array<TimedEvent>(), errors: '', closing: '' };
  const exitCode = await runDemo(optionsFor(args, env), {
    env,
    signal,
    log: () => undefined,
    printError: (text) => (seen.errors += text),
    view: {
      begin: (snapshot) => seen.snapshots.push(snapshot),
      show: (snapshot) => seen.snapshots.push(snapshot),
      event: (event) => seen.events.push(event),
      leave: () => undefined,
      end: (text) => (seen.closing += text),
    },
  });
  return { ...seen, exitCode };
}

test(
  'once: ends well as soon as a Deployment has been scaled up, and leaves nothing',
  { timeout: 30_000 },
  async () => {
    const { closing, errors, events, exitCode, snapshots } = await run(['--once']);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    const texts = events.map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringContaining('checkout has its first value'));
    expect(texts).toContainEqual(expect.stringMatching(/scaled up from 1 to \d because/));
    expect(closing).toMatch(/\d+ scaling.*Nothing is left running/);
    const url = /http:\S+/.exec(snapshots[0]?.places.datadog ?? '')?.[0] ?? '';
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  },
);

test('a signal that comes early ends it well', { timeout: 30_000 }, async () => {
  const { closing, exitCode, snapshots } = await run([], AbortSignal.abort());
  expect(exitCode).toBe(0);
  expect(snapshots).toEqual([]);
  expect(closing).toContain('Nothing is left running');
});

test('says that the NATS it was given is away', { timeout: 30_000 }, async () => {
  const { exitCode, snapshots } = await run(['--once'], undefined, { NATS_URL: 'nats://127.0.0.1:1' });
  expect(exitCode).toBe(0);
  expect(snapshots[0]?.places.nats).toBe('nats://127.0.0.1:1 (cannot be reached; values come from statuses)');
});

test('what keeps it from starting is said, and nothing is left', async () => {
  const { closing, errors, exitCode } = await run(['--kubeconfig', '/no/such/file']);
  expect(exitCode).toBe(1);
  expect(errors).toContain('there is no file /no/such/file');
  expect(closing).toBe('');
});
