import { describe, expect, it } from 'vitest';
import { parseFormula, parseQueries } from '../parse.js';
import type { Use } from './check-call.js';
import { checkQuery } from './check-query.js';
import { maxFindings } from './finding.js';

const check = (text: string, use: Use = 'metric') => {
  const parsed = parseQueries(text);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return checkQuery(parsed, { use });
};
const errorsOf = (text: string, use?: Use) => check(text, use).errors.map(({ reason }) => reason);
const warningsOf = (text: string, use?: Use) => check(text, use).warnings.map(({ reason }) => reason);

it.each([
  "top(sum:a{*} by {host}.as_count().rollup(sum, 60), 10, 'l2norm', 'asc')",
  "anomalies(avg:a{*}, 'basic', 0.5, direction='below', interval=60, seasonality='weekly')",
  "outliers(avg:a{*} by {host}, 'scaleddbscan', 2.5, 60)",
  "forecast(default_zero(avg:a{*}), 'linear', 1, interval='30m', history='1w', model='simple')",
  "calendar_shift(avg:a{*}, '-2mo', 'UTC', 'preserve_duration')",
  'timeshift(avg:a{*}, -300) + clamp_min(avg:a{*}, -0.5) - max(avg:a{*}, 1)',
  "sum(max:a{*} by {b,c}, {b}) * percentile(avg:a{*}, 'p90', {*})",
  'bottom20_area(avg:a{*}) / ewma_5(avg:b{*})',
  "avg:a{*}.fill(0).rollup(sum, weekly, 12am, 'Asia/Tokyo'), avg:b{*}.fill(linear, 600).rollup(30)",
])('accepts %s', (text) => {
  expect(check(text)).toEqual({ errors: [], warnings: [] });
});

it.each([
  ['avg:a{*}.rollup(mean, 60)', 'ArgumentValue'],
  ['avg:a{*}.rollup()', 'ArgumentCount'],
  ['avg:a{*}.rollup(30, max)', 'ArgumentCount'],
  ['avg:a{*}.rollup(max, 0)', 'ArgumentValue'],
  ['avg:a{*}.rollup(max, hourly)', 'ArgumentValue'],
  ['avg:a{*}.rollup(max, 60, 12am)', 'ArgumentCount'],
  ['avg:a{*}.rollup(max, daily, noon)', 'ArgumentValue'],
  ['avg:a{*}.rollup(max, daily, 12am, UTC)', 'ArgumentValue'],
  ['avg:a{*}.fill(spline)', 'ArgumentValue'],
  ['avg:a{*}.fill(null, 601)', 'ArgumentValue'],
  ['avg:a{*}.fill()', 'ArgumentCount'],
  ['avg:a{*}.as_rate(1)', 'ArgumentCount'],
  ['avg:a{*}.as_rate().as_count()', 'ModifierConflict'],
  ['avg:a{*}.rolup(max)', 'UnknownModifier'],
  ['derivate(avg:a{*})', 'UnknownFunction'],
  ['max(avg:a{*})', 'ArgumentCount'],
  ["top(avg:a{*}, 5, 'best', 'asc')", 'ArgumentValue'],
  ["top(avg:a{*}, 5, 'max')", 'ArgumentCount'],
  ["abs(avg:a{*}, 'x')", 'ArgumentCount'],
  ["abs(avg:a{*}, unit='s')", 'UnknownOption'],
  ["anomalies(avg:a{*}, 'basic', 0)", 'ArgumentValue'],
  ["anomalies(avg:a{*}, 'basic', 2, direction='up')", 'ArgumentValue'],
  ["forecast(avg:a{*}, 'linear', 0.5)", 'ArgumentValue'],
  ["forecast(1 + cumsum(avg:a{*}), 'linear', 1)", 'FunctionNotInside'],
  ["calendar_shift(avg:a{*}, '1d', 'UTC')", 'ArgumentValue'],
  ['avg:a{$env}', 'TemplateVariable'],
  ['avg:a{env:$env.value AND NOT x}', 'TemplateVariable'],
])('refuses %s: %s', (text, reason) => {
  expect(errorsOf(text)).toEqual([reason]);
});

it.each([
  ['per_second(sum:a{*}).rollup(max, 60)', 'ModifierAfterFunction'],
  ['(sum:a{*}).rollup(max, 60)', 'ModifierAfterFunction'],
  ['a{*}', 'AggregatorMissing'],
  ['day_before(avg:a{*})', 'DeprecatedFunction'],
  ['1 + 1', 'NoSeries'],
])('doubts %s: %s', (text, reason) => {
  expect(check(text)).toMatchObject({ errors: [], warnings: [{ reason }] });
});

describe('uses', () => {
  it('leaves template variables to dashboards', () => {
    expect(errorsOf('avg:a{$env}', 'dashboard')).toEqual([]);
    expect(errorsOf('avg:a{$env}', 'monitor')).toEqual(['TemplateVariable']);
  });

  it('keeps autosmooth out of monitors', () => {
    expect(errorsOf('autosmooth(avg:a{*})', 'dashboard')).toEqual([]);
    expect(errorsOf('autosmooth(avg:a{*})', 'monitor')).toEqual(['FunctionNotInMonitors']);
  });

  it('knows the names that a formula may use', () => {
    const parsed = parseFormula('abs(good) / total');
    const expressions = parsed.ok ? [parsed.expression] : [];
    const found = checkQuery(
      { text: 'abs(good) / total', expressions },
      { use: 'formula', queryNames: ['good', 'all'] },
    );
    expect(found).toMatchObject({ errors: [{ reason: 'UnknownReference', column: 13 }], warnings: [] });
  });
});

describe('findings', () => {
  it('stand where the mistake is, in the order of the text', () => {
    const { errors } = check('avg:a{*}.fill(x),\n avg:b{*}.fill(last, 999)');
    expect(errors).toMatchObject([
      { reason: 'ArgumentValue', line: 1, column: 15, span: { start: 14, end: 15 } },
      { reason: 'ArgumentValue', line: 2, column: 22 },
    ]);
  });

  it('are bounded', () => {
    const { errors } = check(`avg:a{*}${'.x()'.repeat(200_000)}`);
    expect(errors).toHaveLength(maxFindings);
  });

  it('suggest a name that is near', () => {
    expect(check('derivate(avg:a{*})').errors[0]?.message).toContain('did you mean derivative?');
    expect(check('avg:a{*}.rolup(max)').errors[0]?.message).toContain('did you mean .rollup()?');
    expect(check('xyzzy(avg:a{*})').errors[0]?.message).not.toContain('did you mean');
  });

  it('warn without refusing', () => {
    expect(warningsOf('abs(a{*}).fill(0)')).toEqual(['AggregatorMissing', 'ModifierAfterFunction']);
  });
});
