import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFilter, noSpan } from '../testing/arbitrary-filter.js';
import type { FilterNode } from './ast.js';
import { parseFilter } from './parse-filter.js';
import { printFilter } from './print-filter.js';

function treeOf(query: string): FilterNode {
  const parsed = parseFilter(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.message}`);
  return parsed.value;
}

function withoutSpans(node: FilterNode): FilterNode {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'span' ? noSpan : value)));
}

it('reads what it prints as the same tree', () => {
  fc.assert(
    fc.property(arbitraryFilter(), (tree) => {
      expect(withoutSpans(treeOf(printFilter(tree)))).toEqual(tree);
    }),
    { numRuns: 500 },
  );
});

it('never throws', () => {
  const piece = fc.constantFrom(
    'a',
    '@b',
    ':',
    '"',
    '(',
    ')',
    '[',
    ']',
    ' TO ',
    '*',
    '-',
    ' OR ',
    'NOT ',
    '>',
    '\\',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const query = pieces.join('');
      const parsed = parseFilter(query);
      const tree = parsed.ok ? parsed.value : treeOf('');
      expect(withoutSpans(treeOf(printFilter(tree)))).toEqual(withoutSpans(tree));
      expect(parsed.ok ? 0 : parsed.offset).toBeLessThanOrEqual(query.length);
    }),
  );
});

describe('precedence', () => {
  it.each([
    ['a b OR c', '(a b) OR c'],
    ['a AND b OR NOT c d', '(a b) OR (-c d)'],
    ['a && b || -c', '(a b) OR -c'],
    ['-(a OR b) c', '-(a OR b) c'],
    ['+a +(b OR c)', 'a (b OR c)'],
    ['@a:(x OR "y z" -z*)', '@a:x OR (@a:"y z" -@a:z*)'],
    ['@a:(-* OR "")', '-@a:* OR @a:""'],
    ['a\nAND\t b ', 'a b'],
    ['NOT(a)', '-a'],
    ['or and not', 'or and not'],
  ])('%s', (query, printed) => {
    expect(printFilter(treeOf(query))).toBe(printed);
  });
});

describe('terms', () => {
  it.each([
    ['', '*'],
    ['*', '*'],
    ['-@order.$extra', '-"@order.$extra"'],
    ['@severity: "."', '@severity:.'],
    ['@url:http://shop/a?b=1', String.raw`@url:http\:\/\/shop\/a?b\=1`.replaceAll(String.raw`\/`, '/')],
    [String.raw`@name:Add\ *member`, String.raw`@name:Add\ *member`],
    ['@offset:-5', '@offset:"-5"'],
    ['@a:(>=200 <400)', '@a:>=200 @a:<400'],
    ['@a:>= 0.5', '@a:>=0.5'],
    ['@a:{1 TO 5]', '@a:{1 TO 5]'],
    ['["b" TO *]', '>="b"'],
    ['_exists_:@a', '@a:*'],
    ['_missing_:env', '-env:*'],
    ['CIDR( @ip , 10.0.0.0/8,::1/128 )', String.raw`CIDR(@ip, 10.0.0.0/8, \:\:1/128)`],
    [String.raw`@\"a.b\".c:1`, String.raw`@\"a.b\".c:1`],
  ])('%s', (query, printed) => {
    expect(printFilter(treeOf(query))).toBe(printed);
  });

  it('know where they stand', () => {
    expect(treeOf('a (service:web OR c)')).toMatchObject({
      span: { start: 0, end: 20 },
      operands: [
        { span: { start: 0, end: 1 } },
        { span: { start: 2, end: 20 }, operands: [{}, { span: { start: 18 } }] },
      ],
    });
  });
});

describe('errors name the place and what would be right', () => {
  it.each([
    ['service:', 8, 'a value'],
    ['a AND', 5, 'a word'],
    ['OR b', 0, 'a term before the operator'],
    ['a OR AND b', 5, 'a term before the operator'],
    ['(a b', 4, "a ')' for the '(' at offset 0"],
    ['a) b', 1, "no '(' is open"],
    ['@a:()', 4, 'a value'],
    ['@a:"b', 3, 'closed by another quote'],
    ['@a:[1 5]', 6, 'TO and the upper end'],
    ['@a:[1 TO 5', 10, "a ']' or '}'"],
    ['@a:[1* TO 5]', 4, 'without wildcards'],
    ['@a:>*', 4, 'to compare with'],
    ['@:x', 0, 'the path of an attribute'],
    ['*:error', 0, 'a key without wildcards'],
    ['CIDR(@ip)', 0, 'at least one network'],
    ['CIDR(@ip, 10.0.0.0/8', 20, "',' and a network"],
    ['a\\', 2, 'a character after the backslash'],
    [`${'('.repeat(200)}a`, 101, 'at most 100 levels'],
    [`${'-'.repeat(200)}a`, 101, 'at most 100 levels'],
  ])('%s', (query, offset, expected) => {
    expect(parseFilter(query)).toMatchObject({ ok: false, offset, message: expect.stringContaining(expected) });
  });
});
