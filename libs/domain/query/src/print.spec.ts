import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from './ast.js';
import { checkQuery } from './check/check-query.js';
import { maxDepth, maxOperators } from './cursor.js';
import { parseFormula, parseQueries } from './parse.js';
import { printQueries, printQuery } from './print.js';
import { arbitraryFormula, arbitraryQuery, withoutSpans } from './testing/arbitrary-query.js';

const reprinted = (text: string) => {
  const parsed = parseQueries(text);
  return parsed.ok ? printQueries(parsed.expressions) : parsed.error.message;
};

it.each([
  ['avg : dogs.fed { env:prod , ! zone:a} by{host}. rollup( max,60 )', 'found " zone:a} by{host}. r…", expected'],
  [
    'avg : dogs.fed { env:prod , !zone:a} by{host}. rollup( max,60 )',
    'avg:dogs.fed{env:prod,!zone:a} by {host}.rollup(max, 60)',
  ],
  ['a{x and not (y or k not in (b , c))}', 'a{x AND NOT (y OR k NOT IN (b,c))}'],
  ['top( a{*} ,5,\'max\' , dir = "asc" ,{ * })', 'top(a{*}, 5, \'max\', dir="asc", {*})'],
  ['-( a{*}+1 )*.5,b{*}', '-(a{*} + 1) * .5, b{*}'],
  ['count( v : v >= -1 ):a{*}', 'count( v : v >= -1 ):a{*}'],
  ['a{*}.rollup(sum, daily, 12am, "Asia/Kolkata").fill(0)', "a{*}.rollup(sum, daily, 12am, 'Asia/Kolkata').fill(0)"],
])('%s', (text, expected) => {
  expect(reprinted(text)).toContain(expected);
});

describe('parse(print(tree)) is the tree', () => {
  it('for metric queries', () => {
    fc.assert(
      fc.property(fc.array(arbitraryQuery, { minLength: 1, maxLength: 3 }), (trees) => {
        const parsed = parseQueries(printQueries(trees));
        expect(withoutSpans(parsed)).toMatchObject({ ok: true, expressions: withoutSpans(trees) });
      }),
      { numRuns: 500 },
    );
  });

  it('for formulas', () => {
    fc.assert(
      fc.property(arbitraryFormula, (tree) => {
        expect(withoutSpans(parseFormula(printQuery(tree)))).toMatchObject({
          ok: true,
          expression: withoutSpans(tree),
        });
      }),
      { numRuns: 500 },
    );
  });
});

it('reaches the ends of the deepest and widest queries', () => {
  const deep = `${'('.repeat(maxDepth)}${Array.from({ length: maxOperators + 1 }, () => 'avg:a{*}').join(' + ')}${')'.repeat(maxDepth)}`;
  const parsed = parseQueries(deep);
  const expressions = parsed.ok ? parsed.expressions : [];
  expect(printQueries(expressions)).toBe(deep);
  expect(checkQuery({ text: deep, expressions }, { use: 'metric' })).toEqual({ errors: [], warnings: [] });
});

it('adds the parentheses that a tree built by hand needs', () => {
  const span = { start: 0, end: 0 };
  const number = (text: string): Expression => ({ kind: 'number', span, text, value: Number(text) });
  const sum: Expression = { kind: 'binary', span, operator: '-', left: number('1'), right: number('2') };
  expect(printQuery({ ...sum, right: sum })).toBe('1 - (1 - 2)');
  expect(printQuery({ ...sum, operator: '*', left: sum })).toBe('(1 - 2) * 2');
  expect(printQuery({ kind: 'unary', span, operator: '-', operand: sum })).toBe('-(1 - 2)');
});
