import type { Comparator, Expression, Span } from '../ast.js';

/** The query of a monitor, by the language it is written in. The type of a monitor narrows which of them it may hold. */
export type MonitorQuery =
  | MetricMonitorQuery
  | FormulaMonitorQuery
  | SearchMonitorQuery
  | ServiceCheckQuery
  | SloQuery
  | CompositeQuery;

/** `avg(last_5m):avg:system.load.1{*} > 5`, or with `change(avg(last_5m),last_1h):`. */
export interface MetricMonitorQuery {
  readonly kind: 'metric';
  readonly span: Span;
  readonly change: Change | undefined;
  readonly timeAggregation: TimeAggregation;
  readonly window: Window;
  readonly query: Expression;
  readonly comparison: Comparison;
}

export type TimeAggregation = 'avg' | 'sum' | 'min' | 'max';

/** Compares with the value of an earlier time instead of the value itself. */
export interface Change {
  readonly function: 'change' | 'pct_change';
  readonly shift: Window;
}

/** `last_5m`, `next_2w`, `current_1mo` or, as a shift, `5m_ago`; `text` is what was written. */
export interface Window {
  readonly span: Span;
  readonly text: string;
  readonly direction: 'last' | 'next' | 'current' | 'ago';
  readonly amount: number;
  readonly unit: WindowUnit;
}

export type WindowUnit = 's' | 'm' | 'h' | 'd' | 'w' | 'mo';

/** `> 5`; `threshold` is undefined where the word `threshold` stands for the monitor's own thresholds. */
export interface Comparison {
  readonly span: Span;
  readonly operator: Comparator;
  readonly text: string;
  readonly threshold: number | undefined;
}

/** `formula("query1 / query2").last("5m") > 0.1` over the monitor's variables. */
export interface FormulaMonitorQuery {
  readonly kind: 'formula';
  readonly span: Span;
  readonly formula: Expression;
  readonly quote: "'" | '"';
  readonly clauses: readonly Clause[];
  readonly comparison: Comparison;
}

/** `logs("status:error").index("*").rollup("count").last("5m") > 10`. */
export interface SearchMonitorQuery {
  readonly kind: 'search';
  readonly span: Span;
  readonly source: SearchSource;
  /** What stands between the quotes, backslashes included. */
  readonly search: string;
  readonly quote: "'" | '"';
  readonly clauses: readonly Clause[];
  readonly comparison: Comparison;
}

/** The data that a search monitor counts. */
export const searchSources = [
  'audits',
  'ci-pipelines',
  'ci-tests',
  'database-monitoring',
  'error-tracking',
  'error-tracking-rum',
  'events',
  'llm-observability',
  'logs',
  'network-path',
  'network-performance',
  'processes',
  'rum',
  'trace-analytics',
] as const;

export type SearchSource = (typeof searchSources)[number];

/** `"ntp.in_sync".over("*").by("host").last(2).count_by_status()`. */
export interface ServiceCheckQuery {
  readonly kind: 'service-check';
  readonly span: Span;
  readonly check: string;
  readonly quote: "'" | '"';
  readonly clauses: readonly Clause[];
}

/** `error_budget("id").over("7d") > 75` or `burn_rate("id").over("7d").long_window("1h").short_window("5m") > 14`. */
export interface SloQuery {
  readonly kind: 'slo';
  readonly span: Span;
  readonly measure: 'error_budget' | 'burn_rate';
  readonly slo: string;
  readonly quote: "'" | '"';
  readonly clauses: readonly Clause[];
  readonly comparison: Comparison;
}

/** `1 && !(2 || 3)` over the ids of other monitors. */
export interface CompositeQuery {
  readonly kind: 'composite';
  readonly span: Span;
  readonly expression: CompositeExpression;
}

export type CompositeExpression =
  | { readonly kind: 'monitor'; readonly span: Span; readonly id: string }
  | { readonly kind: 'not' | 'group'; readonly span: Span; readonly operand: CompositeExpression }
  | { readonly kind: 'and' | 'or'; readonly span: Span; readonly operands: readonly CompositeExpression[] };

/** `.name(args)` after a search, a formula, a check or an SLO. */
export interface Clause {
  readonly span: Span;
  readonly name: string;
  readonly args: readonly ClauseArgument[];
}

export type ClauseArgument =
  | { readonly kind: 'string'; readonly span: Span; readonly text: string; readonly quote: "'" | '"' }
  /** A number, a name or a window without quotes. */
  | { readonly kind: 'bare'; readonly span: Span; readonly text: string }
  | { readonly kind: 'named'; readonly span: Span; readonly name: string; readonly value: ClauseArgument };
