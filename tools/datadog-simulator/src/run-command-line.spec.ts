import { expect, test } from 'vitest';
import { runCommandLine } from './run-command-line.js';

interface Session {
  readonly printed: string[];
  readonly failed: string[];
  readonly exitCode: Promise<number>;
}

function start(args: readonly string[], onPrint: (text: string, interrupt: () => void) => void = () => {}): Session {
  const [printed, failed]: [string[], string[]] = [[], []];
  const interrupted = new AbortController();
  const exitCode = runCommandLine(args, {
    print: (text) => {
      printed.push(text);
      onPrint(text, () => {
        interrupted.abort();
      });
    },
    printError: (text) => {
      failed.push(text);
    },
    signal: interrupted.signal,
  });
  return { printed, failed, exitCode };
}

test('runs until it is interrupted and tells how many calls there were', async () => {
  const session = start(['--port', '0'], (text, interrupt) => {
    const [url] = /http:\S+/.exec(text) ?? [];
    if (url !== undefined) {
      void fetch(`${url}/api/v1/validate`).finally(interrupt);
    }
  });
  expect(await session.exitCode).toBe(0);
  expect(session.printed).toEqual([
    expect.stringMatching(/^Datadog simulator at http:\/\/127\.0\.0\.1:\d+\n$/),
    '1 calls answered\n',
  ]);
});

test('help is 0, a wrong command line 2 with the usage', async () => {
  expect(await start(['--help']).exitCode).toBe(0);
  const session = start(['--port', 'x']);
  expect(await session.exitCode).toBe(2);
  expect(session.failed.join()).toContain('Usage:');
});

test('a port that is taken is 1 with the reason', async () => {
  const failures: string[] = [];
  const session = start(['--port', '0'], (text, interrupt) => {
    const port = /:(\d+)\n/.exec(text)?.[1];
    if (port !== undefined) {
      const second = start(['--port', port]);
      void second.exitCode.then((code) => failures.push(`${code} ${second.failed.join()}`)).finally(interrupt);
    }
  });
  expect(await session.exitCode).toBe(0);
  expect(failures).toEqual([expect.stringMatching(/^1 The simulator could not start: .*EADDRINUSE/)]);
});
