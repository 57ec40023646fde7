import { expect, it } from 'vitest';
import { aggregationOf } from './aggregation-of.js';
import { metricNames } from './metric-names.js';
import { parseQueries } from './parse.js';
import { rollupOf } from './rollup-of.js';
import { scopeTags } from './scope-tags.js';
import { seriesOf } from './series-of.js';
import { splitQueries } from './split-queries.js';
import { templateVariables } from './template-variables.js';

const read = (text: string) => {
  const parsed = parseQueries(text);
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return parsed.expressions;
};
const seriesIn = (text: string) => seriesOf(read(text));

it('splits a comma list at its top level only', () => {
  expect(splitQueries(" top(a{x,y} by {k,l}, 5, 'max', 'asc') ,b{*}")).toEqual({
    ok: true,
    queries: ["top(a{x,y} by {k,l}, 5, 'max', 'asc')", 'b{*}'],
  });
  expect(splitQueries('a{*},')).toMatchObject({ ok: false, error: { reason: 'UnexpectedEnd' } });
});

it('names each metric once', () => {
  expect(metricNames(read('f(a.b{*}, (c{*} + a.b{x})), -d{*}'))).toEqual(['a.b', 'c', 'd']);
});

it('lists the tags of a scope', () => {
  const [series] = seriesIn('a{x:1 AND NOT (y OR NOT k IN (p,q)) AND $v}');
  expect(series && scopeTags(series.scope)).toEqual([
    { text: 'x:1', key: 'x', value: '1', isNegated: false },
    { text: 'y', key: 'y', value: undefined, isNegated: true },
    { text: 'k:p', key: 'k', value: 'p', isNegated: false },
    { text: 'k:q', key: 'k', value: 'q', isNegated: false },
    { text: '$v', key: '$v', value: undefined, isNegated: false },
  ]);
});

it('tells aggregation and rollup', () => {
  const all = seriesIn('avg:a{*}.rollup(60), b{*}, count(v: v>1):c{*}.rollup(max, 30).rollup(sum, daily)');
  expect(all.map((series) => aggregationOf(series))).toEqual(['avg', undefined, 'count(v: v>1)']);
  expect(all.map((series) => rollupOf(series))).toEqual([
    { method: undefined, seconds: 60, calendar: undefined },
    undefined,
    { method: 'sum', seconds: undefined, calendar: 'daily' },
  ]);
});

it('finds template variables', () => {
  const found = templateVariables(read('a{$env,!k:$pod-name.value,x:1} / b{$kong.svc OR y}'));
  expect(found.map(({ name, series }) => `${name}@${series.metric}`)).toEqual(['env@a', 'pod-name@a', 'kong.svc@b']);
});
