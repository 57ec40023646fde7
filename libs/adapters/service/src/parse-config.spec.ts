import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConfig } from './define-config.js';
import { parseConfig } from './parse-config.js';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = defineConfig(
  {
    site: { env: 'X_SITE', type: 'string', default: 'example.com', doc: 'Site.' },
    key: { env: 'X_KEY', type: 'string', required: true, secret: true, doc: 'Key of the organization.' },
    chunk: { env: 'X_CHUNK', type: 'int', default: 35, min: 1, max: 300, doc: 'Chunk.' },
    age: { env: 'X_AGE', type: 'durationSeconds', default: 120, doc: 'Age.', aliases: ['X_OLD_AGE'] },
    crd: { env: 'X_CRD', type: 'boolean', default: true, doc: 'CRD.' },
    port: { env: 'X_PORT', type: 'port', doc: 'Port.' },
    hosts: { env: 'X_HOSTS', type: 'stringList', default: [], doc: 'Hosts.' },
    mode: { env: 'X_MODE', type: 'enum', values: ['precise', 'datadog'], default: 'precise', doc: 'Mode.' },
    endpoints: {
      env: 'X_ENDPOINTS',
      type: 'json',
      schema: z.array(z.object({ site: z.string(), api_key: z.string() })),
      default: [],
      secret: true,
      doc: 'Endpoints.',
    },
  },
  { ignored: { X_WORKERS: 'there are no workers.' } },
);

function parsed(env: Record<string, string>) {
  const result = parseConfig(schema, { X_KEY: 'k'.repeat(32), ...env });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join(' '));
  return result;
}

function problems(env: Record<string, string>): string[] {
  const result = parseConfig(schema, env);
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('parseConfig', () => {
  it('fills in defaults and leaves optional values undefined; empty counts as not set', () => {
    expect(parsed({ X_SITE: '', X_PORT: '' }).config).toEqual({
      site: 'example.com',
      key: 'k'.repeat(32),
      chunk: 35,
      age: 120,
      crd: true,
      port: undefined,
      hosts: [],
      mode: 'precise',
      endpoints: [],
    });
  });

  it('reads every type', () => {
    const { config } = parsed({
      X_CHUNK: '10',
      X_AGE: '1m30.5s',
      X_CRD: 'False',
      X_PORT: '0',
      X_HOSTS: 'a b,c',
      X_MODE: 'datadog',
      X_ENDPOINTS: '[{"site":"s","api_key":"0123456789"}]',
    });
    const mode: 'precise' | 'datadog' = config.mode;
    expect({ ...config, mode }).toMatchObject({
      chunk: 10,
      age: 90.5,
      crd: false,
      port: 0,
      hosts: ['a', 'b', 'c'],
      mode: 'datadog',
      endpoints: [{ site: 's', api_key: '0123456789' }],
    });
  });

  it.each([
    ['30', 30],
    ['500ms', 0.5],
    ['1h', 3600],
    ['0', 0],
  ])('reads the duration %s', (text, seconds) => {
    expect(parsed({ X_AGE: text }).config.age).toBe(seconds);
  });

  it('reports all problems at once, each with name, value and what would be right', () => {
    const env = { X_CHUNK: '0', X_AGE: '5d', X_CRD: 'maybe', X_PORT: '70000', X_MODE: 'x', X_HOSTS: '[1]' };
    expect(problems(env)).toEqual([
      'X_KEY is not set (nor X_KEY_FILE). Key of the organization.',
      'X_CHUNK = "0": expected a whole number from 1 to 300.',
      'X_AGE = "5d": expected seconds or a duration such as 1m30s, at least 0.',
      'X_CRD = "maybe": expected true or false.',
      'X_PORT = "70000": expected a port from 0 to 65535.',
      expect.stringContaining('X_HOSTS = "[1]": expected JSON of the documented form (0: '),
      'X_MODE = "x": expected one of precise, datadog.',
    ]);
  });

  it('never prints the value of a secret', () => {
    const messages = problems({ X_KEY: 'k', X_ENDPOINTS: '[{"api_key":"topsecret"}]' });
    expect(messages).toEqual([expect.stringContaining('X_ENDPOINTS: expected JSON of the documented form (0.site')]);
    expect(messages.join()).not.toContain('topsecret');
  });

  it('reads values from files without the last newline, and names a file that cannot be read', () => {
    const path = join(folder, 'key');
    writeFileSync(path, 'from-file\n');
    expect(parsed({ X_KEY: '', X_KEY_FILE: path }).config.key).toBe('from-file');
    expect(problems({ X_KEY_FILE: join(folder, 'none') })).toEqual([
      expect.stringMatching(/^X_KEY_FILE = ".*none": the file cannot be read/),
    ]);
    expect(problems({ X_KEY: 'a', X_KEY_FILE: path })).toEqual([
      'X_KEY and X_KEY_FILE are both set; keep one of them.',
    ]);
  });

  it('starts without a file that the service follows, but not without one that it may not read', () => {
    const followed = defineConfig({
      key: { env: 'Y_KEY', type: 'string', secret: true, isFollowed: true, doc: 'A key.' },
    });
    expect(parseConfig(followed, { Y_KEY_FILE: join(folder, 'later') })).toMatchObject({
      ok: true,
      config: { key: undefined },
      secrets: [],
    });
    expect(parseConfig(followed, { Y_KEY_FILE: folder })).toMatchObject({
      problems: [{ env: 'Y_KEY', message: expect.stringContaining('the file cannot be read') }],
    });
  });

  it('warns of former names and of names without effect', () => {
    const { config, warnings } = parsed({ X_OLD_AGE: '7', X_WORKERS: '2' });
    expect(config.age).toBe(7);
    expect(warnings).toEqual([
      'X_OLD_AGE is a former name; use X_AGE.',
      'X_WORKERS is accepted but has no effect: there are no workers.',
    ]);
  });

  it('lists the secrets, in JSON those under names of secrets', () => {
    const { secrets } = parsed({ X_ENDPOINTS: '[{"site":"eu","api_key":"0123456789"}]' });
    expect(secrets).toEqual(['k'.repeat(32), '0123456789']);
  });
});

describe('defineConfig', () => {
  it('refuses a name that is used twice', () => {
    const twice = {
      a: { env: 'A', type: 'string', doc: '' },
      b: { env: 'B', type: 'string', doc: '', aliases: ['A'] },
    };
    expect(() => defineConfig({ ...twice } as Parameters<typeof defineConfig>[0])).toThrow('A occurs twice');
  });

  it('refuses a name that also names the file of another', () => {
    const file = { a: { env: 'A', type: 'string', doc: '' }, b: { env: 'A_FILE', type: 'string', doc: '' } } as const;
    expect(() => defineConfig(file)).toThrow('A_FILE');
  });
});
