import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntlZones } from '@dogwatch/logs';
import { capturingLogger } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { explainPipelines } from '../explain/explain-pipelines.js';
import { pipelineOf } from '../testing/create-test-processor.js';
import { type FollowedPipelines, followPipelines } from './follow-pipelines.js';
import type { ReadPipelines } from './pipeline-set.js';
import { createFileReader } from './read-files.js';

let folder: string;
const { signal } = new AbortController();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogwatch-pipelines-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown): void =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

const named = (name: string): object => ({ ...pipelineOf(), name });

const namesOf = (read: ReadPipelines): unknown =>
  read.ok
    ? read.set.pipelines.map(({ source, pipeline }) => [source, JSON.parse(JSON.stringify(pipeline)).name])
    : read.message;

test('a folder is read in the order of its names, in every form', async () => {
  write('20-list.json', [named('b'), named('c')]);
  write('10-one.yaml', 'name: a\nfilter: {query: "*"}\nprocessors: []\n');
  write('30-set.yml', 'preprocessing: {host: [server]}\npipelines: [{name: d}]\n');
  write(
    '40-integration.yaml',
    'id: nginx\npipeline:\n  type: pipeline\n  name: e\n  enabled: true\n  processors: []\n',
  );
  write('40-integration_tests.yaml', 'id: nginx\ntests: []\n');
  write('notes.txt', 'no pipeline');
  const result = await createFileReader(folder)(signal);
  expect(namesOf(result)).toEqual([
    ['10-one.yaml', 'a'],
    ['20-list.json', 'b'],
    ['20-list.json', 'c'],
    ['30-set.yml', 'd'],
    ['40-integration.yaml', 'e'],
  ]);
  expect(result).toMatchObject({ set: { preprocessing: { host: ['server'] } } });
  expect(namesOf(await createFileReader(join(folder, '20-list.json'))(signal))).toHaveLength(2);
});

test('YAML that holds itself is told with its file', async () => {
  write('circle.yaml', 'pipelines:\n- &a\n  name: a\n  processors: [*a]\n');
  expect(await createFileReader(folder)(signal)).toMatchObject({
    ok: false,
    message: expect.stringContaining('circle.yaml'),
  });
});

test('what cannot be read is told with its file', async () => {
  write('broken.json', '{');
  expect(await createFileReader(folder)(signal)).toMatchObject({
    ok: false,
    message: expect.stringContaining('broken.json'),
  });
  expect(await createFileReader(join(folder, 'none'))(signal)).toMatchObject({ ok: false });
  write('broken.json', '7');
  expect(await createFileReader(folder)(signal)).toMatchObject({
    ok: false,
    message: expect.stringContaining('broken.json'),
  });
});

test('a mounted ConfigMap is read through its links, also after the links have changed', async () => {
  const publish = (version: string, name: string): void => {
    mkdirSync(join(folder, `..${version}`));
    writeFileSync(join(folder, `..${version}`, 'p.json'), JSON.stringify(named(name)));
    symlinkSync(`..${version}`, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  };
  publish('1', 'one');
  symlinkSync('..data/p.json', join(folder, 'p.json'));
  expect(namesOf(await createFileReader(folder)(signal))).toEqual([['p.json', 'one']]);
  publish('2', 'two');
  expect(namesOf(await createFileReader(folder)(signal))).toEqual([['p.json', 'two']]);
});

function follow(): {
  readonly followed: FollowedPipelines;
  readonly lines: readonly { readonly message: string }[];
  readonly reads: boolean[];
} {
  const { logger, lines } = capturingLogger();
  const reads: boolean[] = [];
  const followed = followPipelines({
    read: createFileReader(folder),
    preprocessing: {},
    environment: { nowMillis: () => 0, zoneOffsetMillis: createIntlZones() },
    prepare: () => undefined,
    cursor: { at: undefined },
    pollMillis: 3_600_000,
    nowMillis: () => 0,
    log: logger,
    onRead: (isLoaded) => reads.push(isLoaded),
  });
  onTestFinished(() => followed.stop());
  return { followed, lines, reads };
}

test('others get their turn after each pipeline that is compiled', async () => {
  write(
    'p.json',
    Array.from({ length: 100 }, (_, index) => named(`pipeline ${index}`)),
  );
  const { followed } = follow();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  onTestFinished(() => clearImmediate(timer));
  await followed.firstLoaded;
  expect(turns).toBeGreaterThan(90);
});

test('the first good set is waited for through broken ones', async () => {
  write('p.json', '{');
  const { followed } = follow();
  await followed.refresh();
  expect(await Promise.race([followed.firstLoaded, Promise.resolve('not yet')])).toBe('not yet');
  write('p.json', [named('first')]);
  await followed.refresh();
  await followed.firstLoaded;
  expect(followed.program()).toBeDefined();
});

test('a good set takes over, a broken one is told by name once and changes nothing', async () => {
  write('p.json', [named('first')]);
  const { followed, lines, reads } = follow();
  await followed.refresh();
  const before = followed.program();
  expect(before).toBeDefined();
  write('p.json', [named('first'), { ...named('second'), filter: { query: '((' } }]);
  await followed.refresh();
  await followed.refresh();
  expect(followed.program()).toBe(before);
  expect(followed.state().refusal).toContain('second (p.json)');
  expect(lines.filter(({ message }) => message.includes('second (p.json)'))).toHaveLength(1);
  expect(explainPipelines(followed.state(), new Map([['pipelines[0]', 'slow']]))).toMatchObject([
    { subject: 'set', state: 'failed', reason: 'PipelinesRefused' },
    { subject: 'pipeline', state: 'ok', text: '1. first (p.json)' },
    { subject: 'problem', state: 'failed' },
    { subject: 'rule', state: 'warning', reason: 'RuleTooSlow' },
  ]);
  write('p.json', [named('third')]);
  await followed.refresh();
  expect(followed.program()).not.toBe(before);
  expect(followed.state()).toMatchObject({ refusal: undefined, loaded: [{ name: 'third' }] });
  expect(reads).toEqual([true, false, true]);
});
