import { describe, expect, it } from 'vitest';
import { compilePipelines } from '../pipeline/compile-pipelines.js';
import { pipelineTestPreprocessing } from '../preprocess/preprocessing.js';
import { exampleEnvironment } from '../testing/compile-processor.js';
import { type PipelineTest, readPipelineTests } from './pipeline-test.js';
import { runPipelineTest, type TestDifference } from './run-pipeline-test.js';

const pipeline = {
  name: 'shop',
  is_enabled: true,
  filter: { query: 'source:shop' },
  processors: [
    {
      type: 'grok-parser',
      is_enabled: true,
      grok: { match_rules: 'rule %{word:level} %{integer:id} %{data:text}' },
    },
    { type: 'status-remapper', is_enabled: true, sources: ['level'] },
    { type: 'message-remapper', is_enabled: true, sources: ['text'] },
    { type: 'attribute-remapper', is_enabled: true, sources: ['team'], target: 'team', target_type: 'tag' },
  ],
};

function readOne(parsed: unknown): PipelineTest {
  const read = readPipelineTests(parsed);
  if (!read.ok) throw new Error(read.message);
  const [test] = read.tests;
  if (!test) throw new Error('no test');
  return test;
}

function differences(test: object): readonly TestDifference[] {
  const { program } = compilePipelines([pipeline], {
    environment: exampleEnvironment,
    preprocessing: pipelineTestPreprocessing,
  });
  if (!program) throw new Error('the pipeline does not compile');
  return runPipelineTest(program, readOne({ id: 'shop', tests: [test] }), 'shop').differences;
}

const sample = 'ERROR 7 it broke';

describe('runPipelineTest', () => {
  it('passes a test of the YAML form, whose constant tag and time of no date it leaves out', () => {
    const result = {
      custom: { level: 'ERROR', id: 7 },
      message: 'it broke',
      status: 'error',
      tags: ['source:LOGS_SOURCE'],
      timestamp: 1,
    };
    expect(differences({ sample, result })).toEqual([]);
  });

  it('passes a test of the JSON form, with a bigint where a number means the same', () => {
    const expected = { custom: { level: 'ERROR', id: BigInt(7) }, message: 'it broke', status: 'error', service: null };
    expect(differences({ n: 4, sample, expected })).toEqual([]);
  });

  it('tells each difference', () => {
    const result = {
      custom: { level: 'ERROR', id: 8, more: true },
      message: 'it works',
      service: 'shop',
      tags: ['a:b'],
    };
    expect(differences({ sample, result })).toEqual([
      { what: 'message', expected: 'it works', actual: 'it broke' },
      { what: 'status', expected: undefined, actual: 'error' },
      { what: 'service', expected: 'shop', actual: undefined },
      { what: 'tags', expected: ['a:b'], actual: [] },
      { what: '@id', expected: 8, actual: 7 },
      { what: '@more', expected: true, actual: undefined },
    ]);
  });

  it('takes the printed event for the message of a log that has none', () => {
    const json = '{"a": 1, "b": null}';
    expect(
      differences({ sample: json, result: { custom: { a: 1 }, message: '{\n  "b": null,\n  "a": 1\n}' } }),
    ).toEqual([]);
    expect(differences({ sample: json, result: { custom: { a: 1 }, message: '{"a": 2}' } })).toHaveLength(1);
  });

  it('starts with the service and tags of the test, and compares tags without order', () => {
    const result = { custom: {}, service: 'web', tags: ['team:blue', 'env:prod'] };
    expect(
      differences({
        sample: '{"team": "Blue"}',
        service: 'web',
        tags: ['env:prod'],
        result: { ...result, message: '{"team": "Blue"}' },
      }),
    ).toEqual([]);
  });
});

describe('readPipelineTests', () => {
  it('numbers the tests by their place unless the file does', () => {
    const read = readPipelineTests({
      tests: [
        { n: 3, sample, expected: {} },
        { sample, result: {} },
      ],
    });
    expect(read).toMatchObject({ ok: true, tests: [{ n: 3 }, { n: 1 }] });
  });

  it('refuses what holds no tests, with the place', () => {
    expect(
      readPipelineTests({
        tests: [
          { sample, result: {} },
          { sample: 7, result: {} },
        ],
      }),
    ).toMatchObject({
      ok: false,
      reason: 'InvalidTestFile',
    });
    expect(readPipelineTests(undefined)).toMatchObject({ ok: false });
    expect(readPipelineTests({ tests: [{ sample, result: { custom: [1] } }] })).toMatchObject({ ok: false });
  });

  it('takes __proto__ for a key like any other, and refuses trees that are too deep', () => {
    const custom: unknown = JSON.parse('{"__proto__": {"a": 1}}');
    expect(Object.keys(readOne({ tests: [{ sample, result: { custom } }] }).expected.custom)).toEqual(['__proto__']);
    let deep: object = {};
    for (let depth = 0; depth < 5000; depth += 1) deep = { a: deep };
    expect(readPipelineTests({ tests: [{ sample, result: { custom: deep } }] })).toMatchObject({ ok: false });
  });
});
