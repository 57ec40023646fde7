import { describe, expect, it } from 'vitest';
import { createLog, type Log } from '../log.js';
import { compileTemplate, maxTemplateLength } from './compile-template.js';

const log: Partial<Log> = {
  attributes: {
    http: { method: 'GET', code: 200 },
    ids: [1, 'b', true],
    users: [{ name: 'Ann' }, { name: 'Bob' }],
    empty: '',
    big: 9007199254740993n,
    host: 'attribute',
  },
  host: 'reserved',
  service: 'web',
  traceId: '77',
};

function build(text: string, isReplaceMissing = false): string | undefined {
  const compiled = compileTemplate(text, { isReplaceMissing });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value(createLog(log));
}

it.each([
  ['%{http.method} gave %{http.code}', 'GET gave 200'],
  ['%{http.method}%{ http.code }', 'GET200'],
  ['%{ids}', '1,b,true'],
  ['%{users.name}!', 'Ann,Bob!'],
  ['[%{empty}]', '[]'],
  ['%{big}', '9007199254740993'],
  ['%{host} of %{service}, %{trace_id}', 'attribute of web, 77'],
  ['100 % {x} }', '100 % {x} }'],
  ['', ''],
])('%s', (text, expected) => {
  expect(build(text)).toBe(expected);
});

it('needs every block to be there and to be no object, or leaves those out', () => {
  for (const path of ['none', 'http', 'users', 'status']) {
    expect(build(`x%{${path}}y`)).toBeUndefined();
    expect(build(`x%{${path}}y`, true)).toBe('xy');
  }
});

it('cuts long texts, never through a character', () => {
  expect(build('x'.repeat(300))).toBe('x'.repeat(maxTemplateLength));
  expect(build(`${'x'.repeat(maxTemplateLength - 1)}😀`)).toBe('x'.repeat(maxTemplateLength - 1));
});

describe('errors name the place and what would be right', () => {
  it.each([
    ['a %{b', 2, "a '}'"],
    ['%{a}%{ }', 4, 'the path of an attribute'],
  ])('%s', (text, offset, expected) => {
    expect(compileTemplate(text)).toMatchObject({
      ok: false,
      reason: 'InvalidTemplate',
      offset,
      message: expect.stringContaining(expected),
    });
  });
});
