import fc from 'fast-check';
import type { FilterBound, FilterField, FilterNode, FilterValue, PatternPart } from '../filter/ast.js';
import { parsePath } from '../path.js';

/** The span of every node of an arbitrary tree. */
export const noSpan = { start: 0, end: 0 };

const text = fc.oneof(fc.stringMatching(/^[ -~]{1,8}$/), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }));
const parts = fc
  .array(fc.oneof(text, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 4 })
  .map((items) => items.map(toPart))
  .filter((list) => list.some((part) => part.kind === 'text'))
  .filter((list) => list.every((part, index) => part.kind !== 'text' || list[index + 1]?.kind !== 'text'));
const bound: fc.Arbitrary<FilterBound> = fc.record({ text, isQuoted: fc.boolean(), isInclusive: fc.boolean() });
const value: fc.Arbitrary<FilterValue> = fc.oneof(
  parts.map((list) => ({ kind: 'pattern' as const, parts: list })),
  fc.tuple(fc.option(bound, { nil: undefined }), fc.option(bound, { nil: undefined })).map(([from, to]) => ({
    kind: 'range' as const,
    from,
    to,
  })),
);
const path = text.filter((name) => !name.startsWith('custom.')).map(parsePath);
const field: fc.Arbitrary<FilterField> = fc.oneof(
  fc.constant({ kind: 'words' as const }),
  fc.constant({ kind: 'tags' as const }),
  fc.constantFrom('host' as const, 'message' as const).map((name) => ({ kind: 'reserved' as const, name })),
  text.filter((key) => !key.startsWith('@')).map((key) => ({ kind: 'tag' as const, key })),
  path.filter(({ text }) => !text.includes('"')).map((found) => ({ kind: 'attribute' as const, path: found })),
);
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc.constant({ kind: 'everything' as const, span: noSpan }),
  fc.record({ kind: fc.constant('term' as const), field, value, span: fc.constant(noSpan) }),
  field
    .filter(({ kind }) => kind !== 'words')
    .map((found) => ({ kind: 'term' as const, field: found, value: { kind: 'exists' as const }, span: noSpan })),
  path
    .filter(({ text }) => !text.includes('"'))
    .map((found) => ({ kind: 'cidr' as const, path: found, networks: ['10.0.0.0/8', '::1'], span: noSpan })),
);

/** Trees of queries as the parser makes them, but for their spans. */
export function arbitraryFilter(): fc.Arbitrary<FilterNode> {
  return fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('node').map((operand) => ({ kind: 'not' as const, operand, span: noSpan })),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        operands: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
        span: fc.constant(noSpan),
      }),
    ),
  })).node;
}

function toPart(text: string): PatternPart {
  return text === '*' || text === '?' ? { kind: 'wildcard', wildcard: text } : { kind: 'text', text };
}
