import { describe, expect, test } from 'vitest';
import { parseRegex } from './parse-regex.js';
import { keepLastValues, printRegex } from './print-regex.js';

function groupsOf(pattern: string, text: string): Readonly<Record<string, string | undefined>> | undefined {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) throw new Error(parsed.message);
  const { source, captures, loops } = printRegex(parsed.node);
  const match = new RegExp(`^(?:${source})$`, 's').exec(text);
  if (!match) return undefined;
  keepLastValues(match, loops);
  return Object.fromEntries(captures.map(({ name, index }) => [name, match[index]]));
}

describe('groups that give nothing back', () => {
  test.each([
    ['(?>a*)a', 'aaa', undefined],
    ['a*+a', 'aaa', undefined],
    ['(?>a|ab)c', 'abc', undefined],
    ['(?>ab|a)c', 'abc', {}],
    ['a?+b', 'ab', {}],
    ['(?>(?<x>a+))b\\k<x>', 'aabaa', { x: 'aa' }],
    ['(?>a)1', 'a1', {}],
  ])('%s on %s', (pattern, text, expected) => {
    expect(groupsOf(pattern, text)).toEqual(expected);
  });
});

describe('repeated groups hold what they held last', () => {
  test.each([
    ['(?:(?<a>a)|(?<b>b))+', 'abb', { a: 'a', b: 'b' }],
    ['(?:a=(?<a>\\d)|b=(?<b>\\d)|,)+', 'a=1,b=2,a=3', { a: '3', b: '2' }],
    ['(?:(?<a>a)?b)*c', 'abbc', { a: 'a' }],
    ['(?<x>\\d)+', '123', { x: '3' }],
    ['(?:(?:(?<a>a)|(?<b>b))+;)*', 'ab;b;', { a: 'a', b: 'b' }],
    ['(?:(?<a>a)|b){2,3}', 'ab', { a: 'a' }],
  ])('%s on %s', (pattern, text, expected) => {
    expect(groupsOf(pattern, text)).toEqual(expected);
  });
});

test('inner groups come before the group around them', () => {
  const parsed = parseRegex('(?<outer>(?<inner>a)b)');
  expect(parsed.ok && printRegex(parsed.node).captures.map(({ name }) => name)).toEqual(['inner', 'outer']);
});
