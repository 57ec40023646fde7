import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../run-cli.js';
import { bytesOf, runCommand } from '../testing/run-command.js';
import { category, integration, integrationTests, shop, tests } from '../testing/shop-pipelines.js';
import { useFolder } from '../testing/use-folder.js';

const { path: folder, write: file } = useFolder();

describe('logs test', () => {
  it('runs JSON files and integration pairs of a folder, and shows what differs', async () => {
    const inner = join(folder, 'mixed', 'inner');
    mkdirSync(inner, { recursive: true });
    const good = file('mixed/inner/good.json', { pipeline: shop, tests: [tests[1]] });
    const bad = file('mixed/bad.json', { pipeline: shop, tests });
    const pair = file('mixed/shop.yaml', integration);
    file('mixed/shop_tests.yaml', integrationTests);
    file('mixed/other.json', { tests: 'of something else' });
    file('mixed/untested.yaml', integration);
    const { exitCode, output, errors } = await runCommand(['logs', 'test', join(folder, 'mixed')]);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
    const width = good.length;
    expect(output.split('\n')).toEqual([
      `FAIL  ${bad.padEnd(width)}  1 of 2 tests failed`,
      '  #0 {"took": 2000, "level": "W", "id": 9007199254740993}',
      '    @id: expected 1, got 9007199254740993',
      `ok    ${good.padEnd(width)}  1 test`,
      `FAIL  ${pair.padEnd(width)}  1 of 1 test failed`,
      '  #0 buy took 12ms',
      '    @title: expected "Order lost", got "Order placed"',
      '4 tests in 3 files: 2 passed, 2 failed',
      '',
    ]);
  });

  it('cuts long texts to where they part', async () => {
    const sample = JSON.stringify({ text: `${'a'.repeat(100)}b${'c'.repeat(100)}` });
    const custom = { text: `${'a'.repeat(100)}X${'c'.repeat(100)}`, gone: { a: 1 } };
    const path = file('long.json', { pipeline: shop, tests: [{ sample, expected: { custom, message: sample } }] });
    const { output } = await runCommand(['logs', 'test', path]);
    expect(output.split('\n').slice(2, -2)).toEqual([
      '    @text:',
      `      expected …${'a'.repeat(30)}X${'c'.repeat(59)}…`,
      `      got      …${'a'.repeat(30)}b${'c'.repeat(59)}…`,
      `               ${' '.repeat(31)}^`,
      '    @gone: missing, expected {"a":1}',
    ]);
  });

  it('prints JSON lines', async () => {
    const path = file('lines.json', { pipeline: shop, tests });
    const { exitCode, output } = await runCommand(['logs', 'test', path, '--json']);
    expect(exitCode).toBe(1);
    expect(output.trim().split('\n')).toEqual([
      `{"file":"${path}","test":0,"ok":false,"differences":[{"what":"@id","expected":1,"actual":9007199254740993}]}`,
      `{"file":"${path}","test":7,"ok":true,"differences":[]}`,
    ]);
  });

  it('writes a JUnit report', async () => {
    const sample = '<a & "b">\u0000';
    const path = file('report.json', { pipeline: shop, tests: [{ sample, expected: { message: 'x' } }, tests[1]] });
    const broken = file('broken.json', { pipeline: { ...shop, filter: { query: '(' } }, tests: [] });
    const report = join(folder, 'junit.xml');
    expect(await runCommand(['logs', 'test', path, '--junit', report])).toMatchObject({ exitCode: 1 });
    const text = readFileSync(report, 'utf8');
    expect(text).toContain(`<testsuite name="${path}" tests="2" failures="1" errors="0">`);
    expect(text).toContain('name="#0 &lt;a &amp; &quot;b&quot;&gt;·">');
    expect(text).toContain('<failure message="message: expected &quot;x&quot;, got');
    expect(text).toContain('name="#7 a line"/>');
    expect(await runCommand(['logs', 'test', broken, '--junit', join(folder, 'none', 'junit.xml')])).toMatchObject({
      exitCode: 2,
    });
  });

  it('goes on after pipelines that cannot run and files that cannot be read', async () => {
    mkdirSync(join(folder, 'broken'));
    const processor = { ...category, categories: [{ name: 'a', filter: { query: '@a:[1' } }] };
    const path = file('broken/a.json', { pipeline: { ...shop, processors: [processor] }, tests });
    const half = file('broken/b.json', '{"pipeline": {}, "tests": [}');
    const { exitCode, output } = await runCommand(['logs', 'test', join(folder, 'broken')]);
    expect(exitCode).toBe(1);
    expect(output.split('\n')).toEqual([
      `FAIL  ${path}  the pipeline cannot run`,
      expect.stringMatching(
        /^ {2}error InvalidFilter pipeline\.processors\[0\]\.categories\[0\]\.filter\.query "Rate the duration": found the end/,
      ),
      `FAIL  ${half}  the pipeline cannot run`,
      expect.stringContaining(`error InvalidFile: ${half}: the text is no JSON`),
      '0 tests in 2 files: 0 passed, 0 failed, 2 pipelines cannot run',
      '',
    ]);
  });

  it('writes what came out into tests that fail, and nothing else', async () => {
    const json = file('update.json', { note: 'kept', pipeline: shop, tests });
    const pipeline = file('update.yaml', integration);
    const yaml = file('update_tests.yaml', integrationTests);
    const { exitCode, output, errors } = await runCommand(['logs', 'test', json, pipeline, '--update']);
    expect(exitCode).toBe(0);
    expect(output).toContain('3 tests in 2 files: 3 passed, 0 failed');
    expect(errors).toBe(`${json}: 1 of 2 tests updated\n${yaml}: 1 of 1 tests updated\n`);
    expect(readFileSync(json, 'utf8')).toContain('"id": 9007199254740993');
    expect(readFileSync(json, 'utf8')).toContain('"note": "kept"');
    expect(readFileSync(yaml, 'utf8')).toBe(
      integrationTests.replace(
        /action: "buy"\n {8}took: 12\n {8}title: "Order lost"/,
        'action: buy\n        took: 12\n        title: Order placed',
      ),
    );
    expect(parse(readFileSync(yaml, 'utf8'))).toMatchObject({ tests: [{ result: { custom: { took: 12 } } }] });
    expect(await runCommand(['logs', 'test', json, pipeline])).toMatchObject({ exitCode: 0 });
  });

  it('leaves the form of a file as it is: YAML in braces, tabs, links', async () => {
    const braces = JSON.stringify({ pipeline: shop, tests: [{ sample: '{"took": 1}', expected: {} }] });
    const yaml = file('braces.yaml', braces.replaceAll('"is_enabled":', 'is_enabled: '));
    const tabbed = file('tabbed.json', JSON.stringify({ pipeline: shop, tests }, null, '\t'));
    const link = join(folder, 'link.json');
    symlinkSync(tabbed, link);
    for (const path of [yaml, link]) {
      expect(await runCommand(['logs', 'test', path, '--update'])).toMatchObject({ exitCode: 0 });
      expect(await runCommand(['logs', 'test', path])).toMatchObject({ exitCode: 0 });
    }
    expect(readFileSync(yaml, 'utf8')).toContain('is_enabled: true');
    expect(readFileSync(tabbed, 'utf8')).toMatch(/^\{\n\t"pipeline": \{\n\t\t"name"/);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('takes what GeoIP answers from a file, and knows no address without', async () => {
    const geo = { type: 'geo-ip-parser', name: 'g', is_enabled: true, sources: ['ip'], target: 'geo' };
    const sample = '{"ip": "192.0.2.1"}';
    const expected = { custom: { ip: '192.0.2.1', geo: { city: 'here' } }, message: sample };
    const path = file('geo.json', { pipeline: { ...shop, processors: [geo] }, tests: [{ sample, expected }] });
    const geoip = file('addresses.json', { '192.0.2.1': { city: 'here' } });
    expect(await runCommand(['logs', 'test', path, '--geoip', geoip])).toMatchObject({ exitCode: 0 });
    expect((await runCommand(['logs', 'test', path])).output).toContain('@geo.city: missing, expected "here"');
  });

  it('runs what changes again until q', { timeout: 20_000 }, async () => {
    const path = file('watched.json', { pipeline: shop, tests });
    const steps = Promise.withResolvers<void>();
    let output = '';
    const exitCode = runCli(['logs', 'test', path, '--watch'], {
      input: (async function* () {
        await steps.promise;
        yield* bytesOf('q\n');
      })(),
      write: async (text) => {
        output += text;
        if (text.includes('2 passed')) steps.resolve();
      },
      tell: () => {
        const [first, ...others] = tests;
        const { custom, ...expected } = { ...first?.expected };
        const fixed = { ...first, expected: { ...expected, custom: { ...custom, id: 0 } } };
        const text = JSON.stringify({ pipeline: shop, tests: [fixed, ...others] });
        setImmediate(() => writeFileSync(path, text.replace('"id":0', '"id":9007199254740993')));
      },
      style: (_, text) => text,
    });
    expect(await exitCode).toBe(0);
    expect(output).toMatch(/1 passed, 1 failed[^]*2 passed, 0 failed/);
  });

  it.each([
    [['test', 'missing.json'], 'cannot read missing.json'],
    [['test'], "missing required argument 'PATH'"],
  ])('%j is wrong usage', async (args, message) => {
    expect(await runCommand(['logs', ...args])).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining(message),
    });
  });

  it('says what a path lacks', async () => {
    const path = file('lacking.yaml', integration);
    const message = `dogwatch: ${path} holds no tests, and there is no ${path.replace('.yaml', '_tests.yaml')}\n`;
    expect(await runCommand(['logs', 'test', path])).toMatchObject({ exitCode: 2, errors: message });
    const alone = file('alone_tests.yaml', integrationTests);
    expect((await runCommand(['logs', 'test', alone])).errors).toContain('their pipeline is missing');
    mkdirSync(join(folder, 'empty'));
    expect((await runCommand(['logs', 'test', join(folder, 'empty')])).errors).toContain(
      'holds no pipelines with tests',
    );
  });
});
