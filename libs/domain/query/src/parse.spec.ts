import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDepth, maxListLength, maxOperators } from './cursor.js';
import { parseFormula, parseQueries } from './parse.js';
import { seriesOf } from './series-of.js';

const errorOf = (text: string) => {
  const parsed = parseQueries(text);
  if (parsed.ok) {
    throw new Error(`${text} was accepted`);
  }
  return parsed.error;
};

const treeOf = (text: string) => {
  const parsed = parseQueries(text);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return parsed.expressions;
};

describe('trees', () => {
  it('reads a series with all its parts', () => {
    expect(treeOf(' p99.9:Kennel.Bark{size:big*} by {yard,breed-id}.as_count().rollup(60) ')).toMatchObject([
      {
        kind: 'series',
        span: { start: 1, end: 70 },
        aggregator: { kind: 'percentile', percentile: 99.9 },
        metric: 'Kennel.Bark',
        scope: { style: 'list', span: { start: 18, end: 29 }, terms: [{ kind: 'tag', text: 'size:big*' }] },
        groupBy: ['yard', 'breed-id'],
        modifiers: [
          { name: 'as_count', args: [] },
          { name: 'rollup', args: [{ kind: 'number', value: 60 }] },
        ],
      },
    ]);
  });

  it('binds * and / before + and -, from left to right', () => {
    expect(treeOf('1 - 2 - 3 * -4')).toMatchObject([
      {
        operator: '-',
        left: { operator: '-', left: { text: '1' }, right: { text: '2' } },
        right: { operator: '*', left: { text: '3' }, right: { kind: 'unary', operand: { text: '4' } } },
      },
    ]);
  });

  it('binds NOT before AND before OR in any case', () => {
    const [series] = treeOf('a{not x and y OR k IN (b,c) Or z}');
    expect(series).toMatchObject({
      scope: {
        style: 'boolean',
        terms: [
          {
            kind: 'or',
            operands: [
              { kind: 'and', operands: [{ kind: 'not', operand: { text: 'x' } }, { text: 'y' }] },
              { kind: 'in', key: 'k', values: ['b', 'c'] },
              { text: 'z' },
            ],
          },
        ],
      },
    });
  });

  it('tells a threshold aggregator from a function', () => {
    expect(treeOf('count(v: v<0.5):a{*}')).toMatchObject([
      { kind: 'series', aggregator: { kind: 'threshold', operator: '<', threshold: 0.5 } },
    ]);
    expect(treeOf('count(v{*})')).toMatchObject([{ kind: 'call', name: 'count' }]);
  });

  it('reads names as references in formulas only', () => {
    expect(parseFormula('100 * good / total_2')).toMatchObject({
      ok: true,
      expression: { operator: '/', right: { kind: 'reference', name: 'total_2' } },
    });
    expect(errorOf('100 * good / total_2').reason).toBe('ScopeMissing');
  });

  it('keeps modifiers after calls and brackets', () => {
    expect(treeOf('abs(a{*}).rollup(max, 60)')).toMatchObject([{ kind: 'call', modifiers: [{ name: 'rollup' }] }]);
    expect(treeOf('(a{*}).fill(0)')).toMatchObject([{ kind: 'parenthesized', modifiers: [{ name: 'fill' }] }]);
  });

  it('accepts keys without value, words and values with colons', () => {
    expect(treeOf('a{k:,!k:,word,img::b:1,$x,y:$x.value}')).toMatchObject([{ scope: { terms: { length: 6 } } }]);
  });
});

describe('errors', () => {
  it.each([
    ['', 'EmptyQuery', 1, 1, 'the end of the query'],
    ['avg:kennel.dogs', 'ScopeMissing', 1, 16, 'the end of the query'],
    ['avg:a{*},\n sum:b', 'ScopeMissing', 2, 7, 'the end of the query'],
    ['sum:kennel.dogs.as_rate()', 'ScopeMissing', 1, 24, '"()"'],
    ['outliers(a{*}, MAD, 2)', 'ScopeMissing', 1, 19, '", 2)"'],
    ['a{x:1 AND !y:2}', 'MixedScope', 1, 11, '"!y:2}"'],
    ['a{!x OR y}', 'MixedScope', 1, 6, '"OR y}"'],
    ['a{x, y IN (z)}', 'MixedScope', 1, 8, '"IN (z)}"'],
    ['a{(x, y)}', 'MixedScope', 1, 5, '", y)}"'],
    ['a{k IN (!x)}', 'MixedScope', 1, 9, '"!x)}"'],
    ['a{x, NOT y}', 'MixedScope', 1, 6, '"NOT y}"'],
    ['a{}', 'UnexpectedText', 1, 3, '"}"'],
    ['a{x y}', 'UnexpectedText', 1, 5, '"y}"'],
    ['a{x:1 IN (y)}', 'UnexpectedText', 1, 3, '"x:1 IN (y)}"'],
    ['a{x NOT y}', 'UnexpectedText', 1, 9, '"y}"'],
    ['a{AND}', 'UnexpectedText', 1, 3, '"AND}"'],
    ['mean:a{*}', 'UnknownAggregator', 1, 1, '"mean:a{*}"'],
    ['p100:a{*}', 'UnknownAggregator', 1, 1, '"p100:a{*}"'],
    ['a{*}.rollup', 'UnexpectedEnd', 1, 12, 'the end of the query'],
    ['a{*} / ', 'UnexpectedEnd', 1, 8, 'the end of the query'],
    ['a{*} b{*}', 'UnexpectedText', 1, 6, '"b{*}"'],
    ["f(a{*}, 'b", 'UnterminatedString', 1, 9, `"'b"`],
    ['f(a{*}, b=c=2)', 'ScopeMissing', 1, 12, '"=2)"'],
    ['f()', 'UnexpectedText', 1, 3, '")"'],
    ['2e999 * a{*}', 'NumberOutOfRange', 1, 1, '"2e999 * a{*}"'],
    ['12monkeys', 'UnexpectedText', 1, 3, '"monkeys"'],
    [`${'m'.repeat(201)}{*}`, 'MetricNameTooLong', 1, 1, `"${'m'.repeat(20)}…"`],
    ['a{\u0000}', 'UnexpectedText', 1, 3, String.raw`"\u0000}"`],
  ])('%j: %s', (text, ...expected) => {
    const { reason, line, column, found } = errorOf(text);
    expect([reason, line, column, found]).toEqual(expected);
  });

  it("speaks Datadog's words where they are known", () => {
    expect(errorOf('max:kennel.dogs').message).toContain("Rule 'scope_expr' didn't match at '' (line 1, column 16)");
    expect(errorOf('worst(3, sum by (yard_name_and_more) (x))').message).toContain(
      "Rule 'scope_expr' didn't match at 'by (yard_name_and_mo' (line 1, column 14)",
    );
    expect(errorOf('a{x or y,$z}').message).toContain("'AND' and 'OR' cannot be mixed with ','");
  });

  it('names a template that was not rendered', () => {
    expect(errorOf('a{app:{{ .Values.app }},b:c}').message).toContain('Helm template');
  });
});

describe('hostile text', () => {
  const length = 1_000_000;
  it.each([
    ['(', 'TooDeep'],
    ['-', 'TooDeep'],
    ['f(', 'TooDeep'],
    ['1+', 'TooManyOperators'],
    ['a:', 'UnknownAggregator'],
    ['a{*},', 'TooLong'],
    ['a{', 'UnexpectedText'],
  ])('%s again and again: %s', (piece, reason) => {
    expect(errorOf(piece.repeat(length)).reason).toBe(reason);
  });

  it.each([
    ['(', 'TooDeep'],
    ['NOT ', 'UnexpectedText'],
    ['a:', 'UnexpectedEnd'],
    ['a,', 'TooLong'],
    ['a OR ', 'TooLong'],
    ['!', 'UnexpectedText'],
  ])('a scope of %s again and again: %s', (piece, reason) => {
    expect(errorOf(`m{${piece.repeat(length)}`).reason).toBe(reason);
  });

  it('takes all that the bounds allow', () => {
    const deep = `${'('.repeat(maxDepth)}1${')'.repeat(maxDepth)}`;
    const wide = Array.from({ length: maxOperators + 1 }, () => '1').join('+');
    const many = Array.from({ length: maxListLength }, () => 'a{*}').join(',');
    expect(treeOf(`${deep},${wide}`)).toHaveLength(2);
    expect(treeOf(many)).toHaveLength(maxListLength);
  });

  it('answers any text with a tree whose spans fit, or an error inside the text', () => {
    const pieces = fc.constantFrom(
      'a',
      'avg:',
      'x{',
      '*',
      '}',
      '(',
      ')',
      ',',
      '.r(',
      "'",
      '1',
      ' by {',
      ' AND ',
      '!',
      'IN',
      '=',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const parsed = parseQueries(text);
        const offset = parsed.ok ? 0 : parsed.error.offset;
        expect(offset).toBeLessThanOrEqual(text.length);
        for (const { span, metric } of seriesOf(parsed.ok ? parsed.expressions : [])) {
          expect(text.slice(span.start, span.end)).toContain(metric);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
