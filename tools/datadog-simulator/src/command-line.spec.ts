import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommandLine } from './command-line.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function script(text: string): string {
  const file = join(folder, 'script.json');
  writeFileSync(file, text);
  return file;
}

describe('parseCommandLine', () => {
  test('has defaults', () => {
    expect(parseCommandLine([])).toMatchObject({
      ok: true,
      value: { kind: 'run', options: { port: 8126, host: '127.0.0.1' } },
    });
    expect(parseCommandLine(['--help'])).toEqual({ ok: true, value: { kind: 'help' } });
  });

  test('reads port, budget, keys and script', () => {
    const file = script('{"series": [{"metric": "a", "value": 1}], "failures": [{"mode": "hang"}]}');
    const args = [
      '--port',
      '0',
      '--rate-limit',
      '300/3600',
      '--api-key',
      'k1',
      '--api-key',
      'k2',
      '--app-key',
      'a',
      '--script',
      file,
    ];
    expect(parseCommandLine(args)).toEqual({
      ok: true,
      value: {
        kind: 'run',
        options: {
          port: 0,
          host: '127.0.0.1',
          rateLimit: { limit: 300, periodSeconds: 3600 },
          apiKeys: ['k1', 'k2'],
          applicationKeys: ['a'],
          series: [{ metric: 'a', value: 1 }],
          failures: [{ mode: 'hang' }],
        },
      },
    });
  });

  test.each([
    [['--port', 'many'], /--port .* 'many'/],
    [['--rate-limit', '300'], /--rate-limit .* '300'/],
    [['--speed', '9'], /--speed/],
    [['--script', '/nowhere/at/all.json'], /all\.json/],
  ])('%j is refused with a sentence', (args, message) => {
    const outcome = parseCommandLine(args);
    expect(outcome.ok ? '' : outcome.message).toMatch(message);
  });

  test.each(['[', '[]x', '{"series": {}}', '{"series": [{"metric": "a"}]}', '{"failures": [{"mode": "no"}]}'])(
    'the script %s is refused',
    (text) => {
      const outcome = parseCommandLine(['--script', script(text)]);
      expect(outcome).toMatchObject({
        ok: false,
        reason: 'BadDefinition',
        message: expect.stringContaining('script.json'),
      });
    },
  );
});
