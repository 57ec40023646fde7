import { describe, expect, it } from 'vitest';
import type { MonitorType } from './monitor-types.js';
import { parseMonitorQuery } from './parse.js';

const treeOf = (text: string) => {
  const parsed = parseMonitorQuery(text);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return parsed.query;
};

const errorOf = (text: string, type?: MonitorType) => {
  const parsed = parseMonitorQuery(text, type);
  if (parsed.ok) {
    throw new Error(`${text} was accepted`);
  }
  return parsed.error;
};

describe('kinds', () => {
  it('metric', () => {
    expect(treeOf(' avg(last_5m):sum:dogs{*} by {yard} / 2 >= -1.5e3 ')).toMatchObject({
      kind: 'metric',
      span: { start: 1, end: 49 },
      change: undefined,
      timeAggregation: 'avg',
      window: { text: 'last_5m', direction: 'last', amount: 5, unit: 'm' },
      query: { kind: 'binary', left: { kind: 'series', span: { start: 14, end: 35 } } },
      comparison: { operator: '>=', text: '-1.5e3', threshold: -1500 },
    });
  });

  it('change', () => {
    expect(treeOf('pct_change( max(current_1mo) , 2h_ago ):avg:dogs{*} != threshold')).toMatchObject({
      change: { function: 'pct_change', shift: { direction: 'ago', amount: 2, unit: 'h' } },
      timeAggregation: 'max',
      window: { direction: 'current', amount: 1, unit: 'mo' },
      comparison: { operator: '!=', threshold: undefined },
    });
  });

  it('formula, with spans in the whole text', () => {
    expect(treeOf('formula("a / b").by(team,yard).last(2h).anomaly(direction="above", threshold=3) > 1')).toMatchObject(
      {
        kind: 'formula',
        formula: {
          operator: '/',
          span: { start: 9, end: 14 },
          right: { kind: 'reference', span: { start: 13, end: 14 } },
        },
        clauses: [
          { name: 'by', args: [{ kind: 'bare', text: 'team' }, { text: 'yard' }] },
          { name: 'last', args: [{ text: '2h' }] },
          {
            name: 'anomaly',
            args: [{ kind: 'named', name: 'direction', value: { text: 'above' } }, { name: 'threshold' }],
          },
        ],
      },
    );
  });

  it('search', () => {
    expect(treeOf(String.raw`ci-tests('a:"b" \'c').rollup("cardinality", "@x").last("1d") < 3`)).toMatchObject({
      kind: 'search',
      source: 'ci-tests',
      search: String.raw`a:"b" \'c`,
      quote: "'",
      clauses: [{ name: 'rollup' }, { name: 'last', args: [{ kind: 'string', text: '1d' }] }],
    });
  });

  it('service check', () => {
    expect(treeOf('"kennel.up".over("a","b:c").exclude("d").by("host").last(3).count_by_status()')).toMatchObject({
      kind: 'service-check',
      check: 'kennel.up',
      clauses: { length: 5 },
    });
  });

  it('slo', () => {
    expect(treeOf('burn_rate("x").over("30d").long_window("1h").short_window("5m") > 14.4')).toMatchObject({
      kind: 'slo',
      measure: 'burn_rate',
      slo: 'x',
      comparison: { threshold: 14.4 },
    });
  });

  it('composite, where && binds before ||', () => {
    expect(treeOf('1 || !( 2 || 3 ) && 4')).toMatchObject({
      kind: 'composite',
      expression: {
        kind: 'or',
        operands: [
          { id: '1' },
          {
            kind: 'and',
            operands: [{ kind: 'not', operand: { kind: 'group', operand: { kind: 'or' } } }, { id: '4' }],
          },
        ],
      },
    });
  });
});

it.each([
  ['', 'EmptyQuery', 1],
  ['avg(last_5m):avg:a{*}', 'InvalidOperator', 22],
  ['avg(last_5m):avg:a{*} <> 5', 'UnexpectedText', 24],
  ['avg(last_5m):avg:a{*} = 5', 'InvalidOperator', 23],
  ['avg(last_5m):avg:a{*} > lots', 'UnexpectedText', 25],
  ['avg(last_5m):avg:a{*} > 5 apples', 'UnexpectedText', 27],
  ['avg(last_5m):avg:a{*}, avg:b{*} > 5', 'InvalidOperator', 22],
  ['avg(last_5m):avg:a > 5', 'ScopeMissing', 20],
  ['avg:a{*} > 5', 'UnexpectedText', 4],
  ['avg(5m):avg:a{*} > 5', 'InvalidWindow', 5],
  ['avg(last_5y):avg:a{*} > 5', 'InvalidWindow', 5],
  ['avg(5m_ago):avg:a{*} > 5', 'InvalidWindow', 5],
  ['avg(last_5m)avg:a{*} > 5', 'UnexpectedText', 13],
  ['median(last_5m):avg:a{*} > 5', 'InvalidOperator', 1],
  ['change(avg(last_5m)):avg:a{*} > 5', 'UnexpectedText', 20],
  ['log("x").last("5m") > 1', 'InvalidOperator', 1],
  ['logs("x").rollup("count") > 1', 'MissingClause', 27],
  ['logs("x").limit(5).last("5m") > 1', 'UnknownClause', 11],
  ['logs("x").last("5m").last("5m") > 1', 'UnknownClause', 22],
  ['logs("x).last(5m) > 1', 'UnterminatedString', 6],
  ['logs(x).last("5m") > 1', 'UnexpectedText', 6],
  ['formula("a +").last("5m") > 1', 'UnexpectedEnd', 13],
  ['formula("a b").last("5m") > 1', 'UnexpectedText', 12],
  ['"c".over("*").count_by_status()', 'MissingClause', 32],
  ['"c".last(2).count_by_status()', 'MissingClause', 30],
  ['"c".over("*").last(2)', 'MissingClause', 22],
  ['"c".over("*").count_by_status().last(2)', 'MissingClause', 40],
  ['"c".over("*").last(2).count_by_status() > 3', 'UnexpectedText', 41],
  ['error_budget("x") > 3', 'MissingClause', 19],
  ['1 &&', 'UnexpectedEnd', 5],
  ['1 & 2', 'UnexpectedText', 3],
  ['(1 || 2', 'UnexpectedEnd', 8],
  [`${'!'.repeat(100_000)}1`, 'TooDeep', 201],
  [`${'('.repeat(100_000)}1`, 'TooDeep', 201],
])('refuses %s: %s', (text, reason, column) => {
  expect(errorOf(text)).toMatchObject({ reason, line: 1, column });
});

it('tells errors for the type that is known', () => {
  expect(errorOf('kennel.up.over("*").last(1).count_by_status()', 'service check').expected).toContain('in quotes');
  expect(errorOf('a && b', 'composite').expected).toContain('numeric id');
});

it("speaks Datadog's words", () => {
  const words = "The value provided for parameter 'query' is invalid: invalid operator specified";
  expect(errorOf('log("x").last("5m") > 1').message).toContain(words);
  expect(errorOf('avg(last_5m):avg:a{*} => 1').message).toContain(words);
});
