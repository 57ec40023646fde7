import { describe, expect, it } from 'vitest';
import { ingestJson } from '../ingest.js';
import { type Attributes, createLog, type Log } from '../log.js';
import { exampleEnvironment } from '../testing/compile-processor.js';
import { createPreprocessor } from './create-preprocessor.js';
import { parsePreprocessing, pipelineTestPreprocessing, type Preprocessing } from './preprocessing.js';

function preprocess(attributes: Attributes, lists: Partial<Preprocessing> = {}): Log {
  const log = ingestJson(attributes);
  createPreprocessor(lists, exampleEnvironment)(log);
  return log;
}

describe('createPreprocessor', () => {
  it('takes every reserved attribute from its default list', () => {
    const log = preprocess({
      ddsource: 'nginx',
      syslog: { hostname: 'web-1', appname: 'shop', severity: 4, timestamp: '2026-03-01T10:00:00Z' },
      msg: 'hello',
      dd: { trace_id: '1', span_id: 2 },
    });
    expect(log).toMatchObject({
      source: 'nginx',
      host: 'web-1',
      service: 'shop',
      status: 'warn',
      timestampMillis: Date.UTC(2026, 2, 1, 10),
      message: 'hello',
      traceId: '1',
      spanId: '2',
    });
  });

  it('leaves the attributes where they are, but the message', () => {
    expect(preprocess({ host: 'a', message: 'hello' }).attributes).toEqual({ host: 'a' });
  });

  it('takes the first attribute with a usable value, by the order of the list', () => {
    const lists = { host: ['server', 'node.name', 'host'] };
    expect(preprocess({ host: 'a', node: { name: 'b' }, server: { rack: 1 } }, lists).host).toBe('b');
    expect(preprocess({ timestamp: 'soon', date: 1_772_359_200_000 }).timestampMillis).toBe(1_772_359_200_000);
    expect(preprocess({ status: '', level: 'error' }).status).toBe('error');
  });

  it('replaces only the lists that are named', () => {
    const log = preprocess({ host: 'a', service: 'shop' }, { host: [] });
    expect(log.host).toBeUndefined();
    expect(log.service).toBe('shop');
  });

  it('lets the members of an object called message join the attributes', () => {
    const log = preprocess({ a: { x: 1 }, message: { message: 'inner', a: { y: 2 }, level: 'error' } });
    expect(log.message).toBeUndefined();
    expect(log.attributes).toEqual({ a: { x: 1, y: 2 }, message: 'inner', level: 'error' });
    expect(log.status).toBe('error');
  });

  it('keeps what the sender said where no attribute says more', () => {
    const log = createLog({ host: 'sender', status: 'warn', message: 'line' });
    createPreprocessor({}, exampleEnvironment)(log);
    expect(log).toMatchObject({ host: 'sender', status: 'warn', message: 'line' });
  });

  it('can take nothing but the message, as pipelines are tested', () => {
    const log = preprocess({ message: 'hello', host: 'a', status: 'error', date: 1 }, pipelineTestPreprocessing);
    expect(log).toEqual(createLog({ message: 'hello', attributes: { host: 'a', status: 'error', date: 1 } }));
  });
});

describe('parsePreprocessing', () => {
  it('names the attribute that does not exist or whose list is wrong', () => {
    const unknown = parsePreprocessing({ hosts: ['server'] }).problems;
    expect(unknown).toEqual([
      expect.objectContaining({ reason: 'InvalidConfig', severity: 'error', path: 'preprocessing' }),
    ]);
    expect(unknown[0]?.message).toContain('hosts');
    expect(parsePreprocessing({ host: 'server' }).problems[0]?.path).toBe('preprocessing.host');
    expect(parsePreprocessing({ host: [7] }).problems[0]?.path).toBe('preprocessing.host[0]');
    expect(parsePreprocessing([]).problems).toHaveLength(1);
  });
});
