import { describe, expect, it } from 'vitest';
import { readPipelineTests } from './pipeline-test.js';

const nothing = {
  custom: {},
  message: null,
  status: null,
  service: null,
  timestamp: null,
  trace_id: null,
  span_id: null,
  tags: [],
};

describe('tests of pipelines', () => {
  it('are read in the JSON form, and numbered where they are not', () => {
    const tests = [
      { n: 3, sample: 'a', service: 'web', tags: ['x:y'], expected: { status: 'warn', custom: { b: [1] } } },
      { sample: 'c', expected: { timestamp: 1n } },
    ];
    expect(readPipelineTests({ tests })).toEqual({
      ok: true,
      id: undefined,
      tests: [
        {
          n: 3,
          sample: 'a',
          service: 'web',
          tags: ['x:y'],
          expected: { ...nothing, status: 'warn', custom: { b: [1] } },
        },
        { n: 1, sample: 'c', service: undefined, tags: [], expected: { ...nothing, timestamp: 1 } },
      ],
    });
  });

  it('are read in the form of integrations, without what it says everywhere', () => {
    const result = { message: 'a', timestamp: 1, tags: ['source:LOGS_SOURCE', 'x'] };
    expect(readPipelineTests({ id: 'shop', tests: [{ sample: 'a', result }] })).toEqual({
      ok: true,
      id: 'shop',
      tests: [{ n: 0, sample: 'a', service: undefined, tags: [], expected: { ...nothing, message: 'a', tags: ['x'] } }],
    });
  });

  it('that say nothing of what they expect want a log without anything', () => {
    const read = readPipelineTests({ tests: [{ sample: 'a' }, { sample: 'b', expected: {} }] });
    expect(read).toMatchObject({ ok: true, tests: [{ expected: nothing }, { expected: nothing }] });
  });

  it.each([
    [{}, '.tests is missing; it must be a list'],
    [{ tests: [{ sample: 7 }] }, '.tests[0].sample must be a text; it is 7'],
    [
      { tests: [{ sample: 'a', expected: { custom: 'b' } }] },
      '.tests[0].expected.custom must be an object of attributes',
    ],
  ])('%j are refused', (file, message) => {
    const read = readPipelineTests(file);
    expect(read).toMatchObject({ ok: false, reason: 'InvalidTestFile' });
    expect(read).toHaveProperty(
      'message',
      expect.stringContaining(`the file holds no tests of a pipeline: ${message}`),
    );
  });
});
