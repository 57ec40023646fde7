import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegexNode } from './node.js';
import { parseRegex } from './parse-regex.js';
import { keepLastValues, printRegex } from './print-regex.js';
import { simplifyRegex } from './simplify-regex.js';

function parse(pattern: string): RegexNode {
  const parsed = parseRegex(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.message}`);
  return parsed.node;
}

function groupsOf(node: RegexNode, text: string): readonly (string | undefined)[] | undefined {
  const { source, captures, loops } = printRegex(node);
  const match = new RegExp(`^(?:${source})$`, 's').exec(text);
  if (match) keepLastValues(match, loops);
  return match ? captures.map(({ index }) => match[index]) : undefined;
}

const source = (pattern: string): string => printRegex(simplifyRegex(parse(pattern))).source;

describe('what cannot change a match is taken out', () => {
  test.each([
    ['\\b\\w+\\b .*', '[0-9A-Z_a-z]+ [^]*'],
    ['\\d+(?!\\d),', '[0-9]+,'],
    ['.*(?= from) from', '[^]* from'],
    ['(?>\\d+|-)', '[0-9]+|\\-'],
    ['"(?>\\b\\w+\\b |)\\S+(?> HTTP/\\d|)"', '"(?:[0-9A-Z_a-z]+ |)[^\\u0009-\\u000d ]+(?: HTTP\\/[0-9]|)"'],
    ['(?>\\d{4}-T|\\d{4}- ):', '(?:[0-9]{4}\\-T|[0-9]{4}\\- ):'],
    ['(?>\\w+:|).*', '(?:[0-9A-Z_a-z]+:|)[^]*'],
    ['a*+b', 'a*b'],
    ['a.*?', 'a[^]*'],
    ['(a|b)*c', '[ab]*c'],
    ['(\\s|\\t)*\\s+(b)\\d{1,2}\\d?', '[\\u0009-\\u000d ]+b[0-9]{1,3}'],
    ['(?:a.*?)(?:.*?b)', 'a[^]*?b'],
    [' *(a)? *(?:b|c)? *d', ' *(?:a *)?(?:[bc] *)?d'],
    ['(?>no: (?<n>.*?))? *(?>at .*?)?.*', '(?:no: ())? *(?:at )?[^]*'],
    ['(?:\\d|x|-)+ (?:a|bc)', '[\\-0-9x]+ (?:a|bc)'],
  ])('%s', (pattern, expected) => {
    expect(source(pattern)).toBe(expected);
  });

  test.each([
    '(?>\\?|)\\S+',
    '(?>a*)a',
    'a*+.',
    '(?>a|ab)c',
    '(?<n>a)+a?a*?\\k<n>',
    ' *(?: a)? *b',
    ' ?(?:a)? *b',
    ' *(?:a)? +b',
    '\\w+\\b.',
    '\\d+(?!\\d).',
    '.*(?= to).*',
    '(?:(?>a|ab)c)*',
    '(?>a*|b)?.*',
  ])('%s stays', (pattern) => {
    expect(source(pattern)).toBe(printRegex(parse(pattern)).source);
  });
});

// No class like [^b]: V8 14.6 misreads `(?:[^b].)*` once it has compiled it.
const char = fc.constantFrom('a', 'b', ' ', '[ab]', '[a ]', '.', '\\w', '\\S');
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    char,
    fc.constantFrom('\\b', '(?!a)', '(?<!b)', '(?= )', ''),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?>${left}|${right})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?>${left})${right}`),
    fc.tuple(tie('pattern'), fc.constantFrom('a', 'b')).map(([inner, name]) => `(?<${name}>${inner})`),
    fc
      .tuple(char, fc.constantFrom('*', '+', '?', '*?', '+?', '*+', '++', '{1,2}'))
      .map(([inner, count]) => inner + count),
    fc.tuple(tie('pattern'), fc.constantFrom('*', '?', '??', '?+')).map(([inner, count]) => `(?:${inner})${count}`),
    fc
      .tuple(char, tie('pattern'), fc.constantFrom('*', '+', '?', '*?'), fc.constantFrom('?', '??'))
      .map(([row, inner, count, optional]) => `${row}${count}(?:${inner})${optional}${row}*`),
  ),
}));
const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 8 });

test('a simpler regex matches the same texts and its groups hold the same', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (pattern, texts) => {
      const node = parse(pattern);
      const simple = simplifyRegex(node);
      for (const text of texts) expect(groupsOf(simple, text)).toEqual(groupsOf(node, text));
    }),
    { numRuns: 1000 },
  );
});
