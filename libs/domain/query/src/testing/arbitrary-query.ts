import fc from 'fast-check';
import type { Aggregator, Expression, FunctionArgument, Modifier, ModifierArgument, Scope, ScopeTerm } from '../ast.js';

// Trees as the parser builds them, with every span empty: printing and parsing them must change nothing else.

const span = { start: 0, end: 0 };

/** The tree with every span emptied. */
export function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? span : value)));
}

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const isKeyword = (text: string) => /^(?:and|or|not|in)$/i.test(text);
const key = fc.stringMatching(/^[a-z][\w.-]{0,8}$/).filter((text) => !isKeyword(text));
const value = fc.oneof(fc.stringMatching(/^[\w*:/.$-][\w*:/.$!-]{0,8}$/), fc.constant('é€'));
const tagText = fc.oneof(
  fc.constant('*'),
  key,
  fc.tuple(key, fc.option(value, { nil: '' })).map(([left, right]) => `${left}:${right}`),
  key.map((text) => `$${text}`),
);
const quotedText = fc.stringMatching(/^(?:[\w ,(){}]|\\'|\\"){0,8}$/);
const number = fc
  .oneof(fc.nat(100_000).map(String), fc.constantFrom('0.5', '.25', '1e9', '2.5E-3'))
  .map((text) => ({ kind: 'number' as const, span, text, value: Number(text) }));

const tag = tagText.map((text): ScopeTerm => ({ kind: 'tag', span, text }));
const negated = (operand: ScopeTerm): ScopeTerm => ({ kind: 'not', span, operand });
const membership = fc
  .tuple(key, fc.array(value, { minLength: 1, maxLength: 3 }))
  .map(([name, values]): ScopeTerm => ({ kind: 'in', span, key: name, values }));

const { boolean } = fc.letrec<{ boolean: ScopeTerm; and: ScopeTerm; not: ScopeTerm; operand: ScopeTerm }>((tie) => ({
  boolean: fc.oneof({ depthSize: 'small' }, tie('and'), chain('or', tie('and'))),
  and: fc.oneof({ depthSize: 'small' }, tie('not'), chain('and', tie('not'))),
  not: fc.oneof(tie('operand'), tie('operand').map(negated), membership.map(negated)),
  operand: fc.oneof(
    { depthSize: 'small' },
    tag,
    membership,
    tie('boolean').map((operand): ScopeTerm => ({ kind: 'group', span, operand })),
  ),
}));

function chain(kind: 'and' | 'or', operand: fc.Arbitrary<ScopeTerm>): fc.Arbitrary<ScopeTerm> {
  return fc.array(operand, { minLength: 2, maxLength: 3 }).map((operands) => ({ kind, span, operands }));
}

const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc
    .array(fc.oneof(tag, tag.map(negated)), { minLength: 1, maxLength: 4 })
    .map((terms): Scope => ({ span, style: 'list', terms })),
  boolean
    // A lone tag is read as a list of one.
    .filter(({ kind }) => kind !== 'tag')
    .map((term): Scope => ({ span, style: 'boolean', terms: [term] })),
);

const aggregator: fc.Arbitrary<Aggregator | undefined> = fc.oneof(
  fc.constant(undefined),
  fc
    .constantFrom('avg' as const, 'sum' as const, 'min' as const, 'max' as const, 'count' as const, 'stddev' as const)
    .map((aggregatorName): Aggregator => ({ kind: 'named', name: aggregatorName })),
  fc
    .integer({ min: 1, max: 99 })
    .map((percentile): Aggregator => ({ kind: 'percentile', percentile, text: `p${percentile}` })),
  fc
    .tuple(fc.constantFrom('>' as const, '>=' as const, '!=' as const), fc.integer({ min: -9, max: 9 }))
    .map(([operator, threshold]): Aggregator => ({
      kind: 'threshold',
      operator,
      threshold,
      text: `count(v: v${operator}${threshold})`,
    })),
);

const modifierArgument: fc.Arbitrary<ModifierArgument> = fc.oneof(
  name.map((text): ModifierArgument => ({ kind: 'word', span, text })),
  fc.integer({ min: -9, max: 90_000 }).map((n): ModifierArgument => ({ kind: 'number', span, text: `${n}`, value: n })),
  quotedText.map((text): ModifierArgument => ({ kind: 'string', span, text })),
);
const modifiers: fc.Arbitrary<readonly Modifier[]> = fc.array(
  fc.tuple(name, fc.array(modifierArgument, { maxLength: 3 })).map(([text, args]) => ({ span, name: text, args })),
  { maxLength: 2 },
);

const series = fc
  .record({
    aggregator,
    metric: fc.stringMatching(/^[A-Za-z][\w.]{0,12}$/),
    scope,
    groupBy: fc.array(key, { maxLength: 3 }),
    modifiers,
  })
  .map((parts): Expression => ({ kind: 'series', span, ...parts }));

const reference = name.map((text): Expression => ({ kind: 'reference', span, name: text }));

function expressions(leaf: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc.letrec<{ expression: Expression; term: Expression; factor: Expression; argument: FunctionArgument }>(
    (tie) => ({
      expression: fc.oneof({ depthSize: 'small' }, tie('term'), binary(['+', '-'], tie('expression'), tie('term'))),
      term: fc.oneof({ depthSize: 'small' }, tie('factor'), binary(['*', '/'], tie('term'), tie('factor'))),
      factor: fc.oneof(
        { depthSize: 'small' },
        leaf,
        number,
        fc
          .tuple(fc.constantFrom('-' as const, '+' as const), tie('factor'))
          .map(([operator, operand]): Expression => ({ kind: 'unary', span, operator, operand })),
        fc
          .tuple(tie('expression'), modifiers)
          .map(([operand, chain]): Expression => ({ kind: 'parenthesized', span, operand, modifiers: chain })),
        fc
          .tuple(name, tie('expression'), fc.array(tie('argument'), { maxLength: 3 }), modifiers)
          .map(([text, first, rest, chain]): Expression => {
            return { kind: 'call', span, name: text, args: [first, ...rest], modifiers: chain };
          }),
      ),
      argument: fc.oneof(
        tie('expression'),
        text,
        fc
          .tuple(name, fc.oneof(text, number))
          .map(([argument, content]): FunctionArgument => ({ kind: 'named', span, name: argument, value: content })),
        fc
          .array(fc.oneof(key, fc.constant('*')), { minLength: 1, maxLength: 3 })
          .map((tags): FunctionArgument => ({ kind: 'tags', span, tags })),
      ),
    }),
  ).expression;
}

const text: fc.Arbitrary<FunctionArgument> = fc
  .tuple(quotedText, fc.constantFrom("'" as const, '"' as const))
  .map(([content, quote]) => ({ kind: 'string', span, text: content, quote }));

function binary(
  operators: readonly ('+' | '-' | '*' | '/')[],
  left: fc.Arbitrary<Expression>,
  right: fc.Arbitrary<Expression>,
): fc.Arbitrary<Expression> {
  return fc
    .tuple(fc.constantFrom(...operators), left, right)
    .map(([operator, first, second]) => ({ kind: 'binary', span, operator, left: first, right: second }));
}

/** Any metric query. */
export const arbitraryQuery: fc.Arbitrary<Expression> = expressions(series);

/** Any arithmetic over the names of queries. */
export const arbitraryFormula: fc.Arbitrary<Expression> = expressions(reference);
