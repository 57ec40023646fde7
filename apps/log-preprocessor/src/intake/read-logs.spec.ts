import { isAttributes, parseJson, printJson } from '@dogwatch/logs';
import { logsReceivedSubject, printSubject } from '@dogwatch/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyCheck } from './api-keys.js';
import { cutLog } from './cut-log.js';
import { printBatch } from './log-batch.js';
import { type ReadLogs, readLogs } from './read-logs.js';
import { splitBatch } from './split-batch.js';

const read = (text: string, contentType = 'application/json'): ReadLogs =>
  readLogs(text, { contentType, defaults: {}, receivedAtMillis: 1 });

const logsOf = (result: ReadLogs): unknown => (result.ok ? JSON.parse(result.batch.logsJson) : result.reason);

describe('a body', () => {
  test.each([
    ['{"message":"a"}', 'application/json', [{ message: 'a' }]],
    ['[{"message":"a"},"b"]', 'application/json', [{ message: 'a' }, 'b']],
    ['[]', 'application/json', []],
    // with this agents ask whether the intake is there
    ['{}', 'application/json', []],
    ['[{},{"a":1}]', 'application/json', [{}, { a: 1 }]],
    ['a\r\nb\n\n', 'text/plain', ['a', 'b']],
    ['{"a":1}\n{"b":2}', 'application/logplex-1', ['{"a":1}', '{"b":2}']],
    [
      '40 <46>1 - host app web.1 - order 4711 paid\n',
      'application/logplex-1',
      [
        {
          message: 'order 4711 paid',
          syslog: { facility: 5, severity: 6, version: 1, hostname: 'host', appname: 'app', procid: 'web.1' },
        },
      ],
    ],
    [' {"a":1}', '', [{ a: 1 }]],
    ['line one\nline two', '', ['line one', 'line two']],
    ['{"a":', 'application/json', 'BadBody'],
    ['', 'application/json', 'BadBody'],
    ['', 'text/plain', []],
  ])('%j as %s', (text, contentType, expected) => {
    expect(logsOf(read(text, contentType))).toEqual(expected);
  });

  test('has at most 1,000 logs', () => {
    expect(read(JSON.stringify(Array.from({ length: 1000 }, () => 1)))).toMatchObject({ ok: true });
    expect(read('x\n'.repeat(1001), 'text/plain')).toMatchObject({ ok: false, reason: 'TooManyLogs' });
  });

  test('names its service, by its request or its first log', () => {
    expect(read('[{"service":"shop"},{"service":"other"}]')).toMatchObject({ batch: { service: 'shop' } });
    const facts = { contentType: '', defaults: { service: 'all' }, receivedAtMillis: 1 };
    expect(readLogs('[{"service":"shop"}]', facts)).toMatchObject({ batch: { service: 'all' } });
  });

  test('that nests too deep loses what is too deep, and nothing else', () => {
    const deep = `[{"a":1},{"b":${'['.repeat(5000)}${']'.repeat(5000)}}]`;
    const result = read(deep);
    expect(result).toMatchObject({ ok: true, isCut: true, batch: { count: 2 } });
    expect(parseJson(result.ok ? printBatch(result.batch) : '')).toMatchObject({ ok: true });
  });

  test('that nests as deep as is taken can be read again as a batch', () => {
    for (let depth = 85; depth < 105; depth += 1) {
      const result = read(`${'{"a":'.repeat(depth)}9007199254740993${'}'.repeat(depth)}`);
      expect(parseJson(result.ok ? printBatch(result.batch) : ''), `${depth}`).toMatchObject({ ok: true });
    }
  });

  test('names a service that fits into a subject, whatever it is', () => {
    const service = '\u{1F600}'.repeat(5000);
    const facts = { contentType: '', defaults: { service }, receivedAtMillis: 1 };
    const result = readLogs('[{}]', facts);
    expect(result.ok && printSubject('dogwatch', logsReceivedSubject, result.batch).length).toBeLessThan(2000);
  });

  test('keeps its text as it came', () => {
    const text = '[{"id":9007199254740993,  "__proto__":{"a":1}}]';
    expect(read(text)).toMatchObject({ batch: { logsJson: text } });
  });
});

describe('a log that is too large', () => {
  test('is cut to at most so many bytes, whatever it is', () => {
    const values = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.jsonValue(),
      fc.record({ message: fc.string({ unit: 'binary', size: 'large' }), a: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 20, max: 200 }), (value, maxBytes) => {
        const parsed = parseJson(printJson(value) ?? 'null');
        if (!parsed.ok) return;
        const cut = cutLog(parsed.value, maxBytes);
        expect(Buffer.byteLength(printJson(cut))).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  test('loses the end of its message first', () => {
    const cut = cutLog({ message: 'x'.repeat(100), service: 'shop' }, 60);
    expect(cut).toMatchObject({ service: 'shop', message: expect.stringMatching(/^x{20,40}$/) });
  });
});

test('a batch is split into payloads that fit, without losing a log', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ message: fc.string({ maxLength: 300 }) }), { minLength: 1, maxLength: 40 }),
      (logs) => {
        const result = read(JSON.stringify(logs));
        if (!result.ok) throw new Error(result.message);
        const payloads = splitBatch(result.batch, 1000);
        expect(payloads.every(({ length }) => length <= 1000)).toBe(true);
        const all = payloads.flatMap((payload) => {
          const parsed = parseJson(payload.toString());
          const value = parsed.ok && isAttributes(parsed.value) ? parsed.value['logs'] : [];
          return Array.isArray(value) ? value : [];
        });
        expect(all).toEqual(logs.map((log) => cutLog(log, 1000 - 47)).slice(0, all.length));
        expect(all).toHaveLength(logs.length);
      },
    ),
  );
});

test('keys are checked without a word about them', () => {
  const check = createKeyCheck(['one', 'two']);
  expect([check('one'), check('two')]).toEqual([{ ok: true }, { ok: true }]);
  expect(check(undefined)).toMatchObject({ reason: 'KeyMissing' });
  expect(check('three')).toMatchObject({ reason: 'KeyRefused', message: expect.not.stringContaining('three') });
  expect(createKeyCheck([])(undefined)).toEqual({ ok: true });
});
