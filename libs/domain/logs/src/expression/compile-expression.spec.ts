import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../log.js';
import { compileExpression } from './compile-expression.js';

function evaluate(text: string, attributes: Attributes = {}, isReplaceMissing = false): number | undefined {
  const compiled = compileExpression(text, { isReplaceMissing });
  if (!compiled.ok) throw new Error(`${text}: ${compiled.message}`);
  return compiled.value({ attributes });
}

const attributes: Attributes = {
  'end-time': 5000,
  'start-time': 2000,
  text: '1.5',
  word: 'fast',
  big: 9007199254740993n,
  net: { bytes: 2048 },
  list: [1],
  '@x': 3,
  yes: true,
};

it.each([
  ['(end-time - start-time) / 1000', 3],
  ['end-time*2', 10_000],
  ['net.bytes /1024+1', 3],
  ['2 + 3 * 4', 14],
  ['(2 + 3) * 4', 20],
  ['10 - 4 - 3', 3],
  ['24 / 4 / 3', 2],
  ['-net.bytes', -2048],
  ['2 * -(1 + 2)', -6],
  ['10 -4', 6],
  ['--2', 2],
  ['text * 2', 3],
  ['@x + .5', 3.5],
  ['1e-3 * 1000', 1],
  ['big', 9007199254740992],
  ['0.1 + 0.2', 0.3],
  ['1 / 3', 0.333333333],
  ['1726135185.5 * 1000000000', 1726135185500000000],
])('%s', (text, expected) => {
  expect(evaluate(text, attributes)).toBe(expected);
});

it('needs all attributes to be numbers, or takes 0 for those that are not', () => {
  for (const name of ['none', 'word', 'list', 'net', 'yes', 'end-time-start']) {
    expect(evaluate(`${name} + 1`, attributes)).toBeUndefined();
    expect(evaluate(`1 + ${name}`, attributes)).toBeUndefined();
    expect(evaluate(`-${name} + 1`, attributes, true)).toBe(1);
  }
});

it('tells of a division by zero', () => {
  expect(evaluate('1 / 0')).toBe(Infinity);
  expect(evaluate('0 / 0')).toBeNaN();
});

it('calculates as the language does', () => {
  const operator = fc.constantFrom('+', '-', '*', '/');
  const expression = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 5 },
      fc.integer({ min: 0, max: 1000 }).map(String),
      fc.tuple(tie('text'), operator, tie('text')).map(([left, sign, right]) => `${left} ${sign} ${right}`),
      tie('text').map((inner) => `(${inner})`),
      tie('text').map((inner) => `-(${inner})`),
    ),
  })).text;
  fc.assert(
    fc.property(expression, (text) => {
      // oxlint-disable-next-line no-new-func, no-implied-eval -- the language's own reading of the same text
      const expected: number = new Function(`return ${text}`)();
      const rounded = Number.isInteger(expected) ? expected : Number(expected.toFixed(9));
      expect(evaluate(text)).toBe(rounded);
    }),
  );
});

describe('errors name the place and what would be right', () => {
  it.each([
    ['', 0, 'a number'],
    ['a +', 3, 'a number'],
    ['a b', 2, 'an operator or the end'],
    ['(a + 1', 6, "a ')' for the '(' at offset 0"],
    ['a)', 1, 'an operator or the end'],
    ['* 2', 0, 'a number'],
    ['('.repeat(101), 101, 'at most 100 levels'],
    ['-'.repeat(101), 101, 'at most 100 levels'],
  ])('%s', (text, offset, expected) => {
    expect(compileExpression(text)).toMatchObject({
      ok: false,
      reason: 'InvalidExpression',
      offset,
      message: expect.stringContaining(expected),
    });
  });
});
