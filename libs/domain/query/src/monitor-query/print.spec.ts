import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryFormula, arbitraryQuery, withoutSpans } from '../testing/arbitrary-query.js';
import { printQuery } from '../print.js';
import type { Clause, ClauseArgument, Comparison, CompositeExpression, MonitorQuery, Window } from './ast.js';
import { parseMonitorQuery } from './parse.js';
import { printMonitorQuery } from './print.js';

const span = { start: 0, end: 0 };
const comparison: fc.Arbitrary<Comparison> = fc
  .record({
    span: fc.constant(span),
    operator: fc.constantFrom('>' as const, '<=' as const, '==' as const, '!=' as const),
    number: fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: undefined }),
  })
  .map(({ number, ...rest }) => ({
    ...rest,
    text: number === undefined ? 'threshold' : `${number}`,
    threshold: number,
  }));

const window = (...directions: Window['direction'][]): fc.Arbitrary<Window> =>
  fc
    .tuple(
      fc.constantFrom(...directions),
      fc.integer({ min: 1, max: 99 }),
      fc.constantFrom('m' as const, 'mo' as const),
    )
    .map(([direction, amount, unit]) => {
      const text = direction === 'ago' ? `${amount}${unit}_ago` : `${direction}_${amount}${unit}`;
      return { span, text, direction, amount, unit };
    });

const quote = fc.constantFrom("'" as const, '"' as const);
const word = fc.stringMatching(/^[a-z@][a-z0-9_.@*-]{0,6}$/);
const quoted: fc.Arbitrary<ClauseArgument> = fc
  .tuple(fc.stringMatching(/^(?:[\w ,():@*]|\\"|\\'){0,8}$/), quote)
  .map(([text, mark]) => ({ kind: 'string', span, text, quote: mark }));
const bare: fc.Arbitrary<ClauseArgument> = word.map((text) => ({ kind: 'bare', span, text }));
const named: fc.Arbitrary<ClauseArgument> = fc
  .tuple(word, fc.oneof(quoted, bare))
  .map(([name, value]) => ({ kind: 'named', span, name, value }));
const clause = (name: string): fc.Arbitrary<Clause> =>
  fc.array(fc.oneof(quoted, bare, named), { maxLength: 3 }).map((args) => ({ span, name, args }));
const clauses = (...names: string[]): fc.Arbitrary<readonly Clause[]> => fc.tuple(...names.map(clause));

const composite = fc.letrec<{ or: CompositeExpression; and: CompositeExpression; operand: CompositeExpression }>(
  (tie) => ({
    or: fc.oneof({ depthSize: 'small' }, tie('and'), chain('or', tie('and'))),
    and: fc.oneof({ depthSize: 'small' }, tie('operand'), chain('and', tie('operand'))),
    operand: fc.oneof(
      { depthSize: 'small' },
      fc.nat(99_999).map((id): CompositeExpression => ({ kind: 'monitor', span, id: `${id}` })),
      tie('operand').map((operand): CompositeExpression => ({ kind: 'not', span, operand })),
      tie('or').map((operand): CompositeExpression => ({ kind: 'group', span, operand })),
    ),
  }),
).or;

function chain(kind: 'and' | 'or', operand: fc.Arbitrary<CompositeExpression>): fc.Arbitrary<CompositeExpression> {
  return fc.array(operand, { minLength: 2, maxLength: 3 }).map((operands) => ({ kind, span, operands }));
}

const monitorQuery: fc.Arbitrary<MonitorQuery> = fc.oneof(
  fc.record({
    kind: fc.constant('metric' as const),
    span: fc.constant(span),
    change: fc.option(
      fc.record({ function: fc.constantFrom('change' as const, 'pct_change' as const), shift: window('last', 'ago') }),
      { nil: undefined },
    ),
    timeAggregation: fc.constantFrom('avg' as const, 'sum' as const, 'min' as const, 'max' as const),
    window: window('last', 'next', 'current'),
    query: arbitraryQuery,
    comparison,
  }),
  fc
    .record({
      kind: fc.constant('formula' as const),
      span: fc.constant(span),
      formula: arbitraryFormula,
      quote,
      clauses: clauses('last', 'by', 'anomaly'),
      comparison,
    })
    // A formula that holds the quote it stands in cannot be written.
    .filter((query) => !printQuery(query.formula).includes(query.quote) && !printQuery(query.formula).includes('\\')),
  fc.record({
    kind: fc.constant('search' as const),
    span: fc.constant(span),
    source: fc.constantFrom('logs' as const, 'ci-tests' as const, 'error-tracking-rum' as const),
    search: fc.stringMatching(/^(?:[\w ():@*]|\\"|\\'){0,12}$/),
    quote,
    clauses: clauses('index', 'rollup', 'by', 'current'),
    comparison,
  }),
  fc.record({
    kind: fc.constant('service-check' as const),
    span: fc.constant(span),
    check: fc.stringMatching(/^[a-z._]{1,12}$/),
    quote,
    clauses: clauses('over', 'by', 'last', 'count_by_status'),
  }),
  fc.record({
    kind: fc.constant('slo' as const),
    span: fc.constant(span),
    measure: fc.constant('burn_rate' as const),
    slo: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
    quote,
    clauses: clauses('over', 'long_window', 'short_window'),
    comparison,
  }),
  fc.record({ kind: fc.constant('composite' as const), span: fc.constant(span), expression: composite }),
);

it('parse(print(tree)) is the tree', () => {
  fc.assert(
    fc.property(monitorQuery, (query) => {
      const parsed = parseMonitorQuery(printMonitorQuery(query));
      expect(withoutSpans(parsed)).toMatchObject({ ok: true, query: withoutSpans(query) });
    }),
    { numRuns: 500 },
  );
});
