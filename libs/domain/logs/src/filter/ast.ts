import type { AttributePath } from '../path.js';

/** Where a node stands in the query, in UTF-16 units. */
export interface FilterSpan {
  readonly start: number;
  readonly end: number;
}

/** The reserved attributes that a query can name without `@`. */
export type FilterReserved = 'host' | 'message' | 'service' | 'source' | 'status';

/** What a term looks at. `words`: the message, for words and phrases without a key. `tags`: whole tags, for `tags:x`. */
export type FilterField =
  | { readonly kind: 'words' }
  | { readonly kind: 'tags' }
  | { readonly kind: 'reserved'; readonly name: FilterReserved }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'attribute'; readonly path: AttributePath };

/** A piece of a value: text that stands for itself, `*` for any text, `?` for one character. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly wildcard: '*' | '?' };

/** One end of a range. Unquoted numbers compare numbers as numbers; everything else is compared as text. */
export interface FilterBound {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly isInclusive: boolean;
}

/** What a term wants of its field: to be there, to be like a pattern, to lie in a range (an end that is missing is open). */
export type FilterValue =
  | { readonly kind: 'exists' }
  | { readonly kind: 'pattern'; readonly parts: readonly PatternPart[] }
  | { readonly kind: 'range'; readonly from: FilterBound | undefined; readonly to: FilterBound | undefined };

/** A search query as a tree. */
export type FilterNode =
  | { readonly kind: 'everything'; readonly span: FilterSpan }
  | { readonly kind: 'not'; readonly operand: FilterNode; readonly span: FilterSpan }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[]; readonly span: FilterSpan }
  | { readonly kind: 'term'; readonly field: FilterField; readonly value: FilterValue; readonly span: FilterSpan }
  | {
      readonly kind: 'cidr';
      readonly path: AttributePath;
      readonly networks: readonly string[];
      readonly span: FilterSpan;
    };
