/** Where a node stands in the text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One member of a comma-separated query, or a formula. */
export type Expression = Series | FunctionCall | Binary | Unary | Parenthesized | NumberLiteral | Reference;

/** `avg:system.cpu.user{env:prod} by {host}.rollup(max, 60)`. */
export interface Series {
  readonly kind: 'series';
  readonly span: Span;
  /** The text before the colon, such as `avg`, `p95` or `count(v: v>=0)`; undefined when the query names none. */
  readonly aggregator: Aggregator | undefined;
  readonly metric: string;
  readonly scope: Scope;
  /** Keys as written; empty without `by`. */
  readonly groupBy: readonly string[];
  readonly modifiers: readonly Modifier[];
}

export type Aggregator =
  | { readonly kind: 'named'; readonly name: 'avg' | 'sum' | 'min' | 'max' | 'count' | 'stddev' }
  | { readonly kind: 'percentile'; readonly percentile: number; readonly text: string }
  | { readonly kind: 'threshold'; readonly operator: Comparator; readonly threshold: number; readonly text: string };

export type Comparator = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** `{...}`: a comma list of tags that may be negated with `!` (`list`), or a boolean expression (`boolean`). */
export interface Scope {
  readonly span: Span;
  readonly style: 'list' | 'boolean';
  /** The terms of a list, all of which must hold; a boolean scope has exactly one. */
  readonly terms: readonly ScopeTerm[];
}

export type ScopeTerm =
  /** `*`, `key:value`, `key:` (empty value), a word, `$variable` or `key:$variable.value`; `*` may stand inside a value. */
  | { readonly kind: 'tag'; readonly span: Span; readonly text: string }
  /** `!tag` or `NOT term`. */
  | { readonly kind: 'not'; readonly span: Span; readonly operand: ScopeTerm }
  | { readonly kind: 'and' | 'or'; readonly span: Span; readonly operands: readonly ScopeTerm[] }
  /** `key IN (a, b)`; `key NOT IN (a, b)` is a `not` around it. */
  | { readonly kind: 'in'; readonly span: Span; readonly key: string; readonly values: readonly string[] }
  | { readonly kind: 'group'; readonly span: Span; readonly operand: ScopeTerm };

/** `.rollup(sum, 60)`, `.as_count()`, `.fill(null)`, ... in the order written. */
export interface Modifier {
  readonly span: Span;
  readonly name: string;
  readonly args: readonly ModifierArgument[];
}

export type ModifierArgument =
  | { readonly kind: 'word'; readonly span: Span; readonly text: string }
  | { readonly kind: 'number'; readonly span: Span; readonly text: string; readonly value: number }
  | { readonly kind: 'string'; readonly span: Span; readonly text: string };

/** `per_second(sum:hits{*})`, `anomalies(q, 'basic', 2, direction='above')`. */
export interface FunctionCall {
  readonly kind: 'call';
  readonly span: Span;
  readonly name: string;
  readonly args: readonly FunctionArgument[];
  /** Outside the documented language, see the warning `ModifierAfterFunction`. */
  readonly modifiers: readonly Modifier[];
}

export type FunctionArgument =
  | Expression
  | { readonly kind: 'string'; readonly span: Span; readonly text: string; readonly quote: "'" | '"' }
  | { readonly kind: 'named'; readonly span: Span; readonly name: string; readonly value: FunctionArgument }
  /** `{ a, b }`: the tags of a re-aggregation. */
  | { readonly kind: 'tags'; readonly span: Span; readonly tags: readonly string[] };

export interface Binary {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: '-' | '+';
  readonly operand: Expression;
}

export interface Parenthesized {
  readonly kind: 'parenthesized';
  readonly span: Span;
  readonly operand: Expression;
  readonly modifiers: readonly Modifier[];
}

export interface NumberLiteral {
  readonly kind: 'number';
  readonly span: Span;
  readonly text: string;
  readonly value: number;
}

/** The name of another query, only in formulas. */
export interface Reference {
  readonly kind: 'reference';
  readonly span: Span;
  readonly name: string;
}
