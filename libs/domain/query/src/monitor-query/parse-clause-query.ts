import type { Span } from '../ast.js';
import { type Cursor, createCursor, fail, failUnexpected } from '../cursor.js';
import { parseWholeFormula } from '../parse.js';
import { type QuotedText, isAtQuote, parseString } from '../parse-string.js';
import { code, peekAfterSpace, take } from '../scan.js';
import type { FormulaMonitorQuery, SearchMonitorQuery, SearchSource, ServiceCheckQuery, SloQuery } from './ast.js';
import { type ClauseRules, parseClauses } from './parse-clauses.js';
import { parseComparison } from './parse-comparison.js';

// The kinds that are a quoted text with clauses after it.

const searchRules: ClauseRules = {
  allowed: ['index', 'over', 'rollup', 'by', 'last', 'current'],
  required: [['last', 'current']],
};

const formulaRules: ClauseRules = {
  allowed: ['rollup', 'by', 'last', 'current', 'anomaly', 'change', 'forecast'],
  required: [['last', 'current']],
};

const serviceCheckRules: ClauseRules = {
  allowed: ['over', 'exclude', 'by', 'last', 'count_by_status'],
  required: [['over', 'by'], ['last'], ['count_by_status']],
};

const sloRules: Readonly<Record<SloQuery['measure'], ClauseRules>> = {
  error_budget: { allowed: ['over'], required: [['over']] },
  burn_rate: {
    allowed: ['over', 'long_window', 'short_window'],
    required: [['over'], ['long_window'], ['short_window']],
  },
};

/** `source("...")` with its clauses and comparison. */
export function parseSearch(cursor: Cursor, source: SearchSource): SearchMonitorQuery | undefined {
  const start = cursor.at;
  const quoted = parseQuotedArgument(cursor, source);
  const clauses = quoted && parseClauses(cursor, searchRules);
  const comparison = clauses && parseComparison(cursor);
  if (!quoted || !clauses || !comparison) {
    return undefined;
  }
  const { text: search, quote } = quoted;
  return { kind: 'search', span: spanTo(start, comparison), source, search, quote, clauses, comparison };
}

/** `formula("...")` with its clauses and comparison; the formula's spans count in the whole text. */
export function parseFormulaMonitor(cursor: Cursor): FormulaMonitorQuery | undefined {
  const start = cursor.at;
  const quoted = parseQuotedArgument(cursor, 'formula');
  const formula = quoted && parseInner(cursor, quoted.span);
  const clauses = formula && parseClauses(cursor, formulaRules);
  const comparison = clauses && parseComparison(cursor);
  if (!formula || !clauses || !comparison) {
    return undefined;
  }
  return { kind: 'formula', span: spanTo(start, comparison), formula, quote: quoted.quote, clauses, comparison };
}

/** `error_budget("id")` or `burn_rate("id")` with its clauses and comparison. */
export function parseSlo(cursor: Cursor, measure: SloQuery['measure']): SloQuery | undefined {
  const start = cursor.at;
  const quoted = parseQuotedArgument(cursor, measure);
  const clauses = quoted && parseClauses(cursor, sloRules[measure]);
  const comparison = clauses && parseComparison(cursor);
  if (!quoted || !clauses || !comparison) {
    return undefined;
  }
  const { text: slo, quote } = quoted;
  return { kind: 'slo', span: spanTo(start, comparison), measure, slo, quote, clauses, comparison };
}

/** `"check"` with its clauses, of which `count_by_status()` is the last. */
export function parseServiceCheck(cursor: Cursor): ServiceCheckQuery | undefined {
  const start = cursor.at;
  if (!isAtQuote(cursor)) {
    return failUnexpected(cursor, 'the name of a check in quotes, such as "ntp.in_sync"');
  }
  const quoted = parseString(cursor);
  const clauses = quoted && parseClauses(cursor, serviceCheckRules);
  if (!quoted || !clauses) {
    return undefined;
  }
  if (clauses.at(-1)?.name !== 'count_by_status') {
    return fail(cursor, 'MissingClause', '.count_by_status() at the end');
  }
  const end = clauses.at(-1)?.span.end ?? cursor.at;
  if (peekAfterSpace(cursor) >= 0) {
    return fail(cursor, 'UnexpectedText', 'the end of the query; the thresholds of a service check are options');
  }
  return { kind: 'service-check', span: { start, end }, check: quoted.text, quote: quoted.quote, clauses };
}

/** `name("...")`; the span is that of the text between the quotes. */
function parseQuotedArgument(cursor: Cursor, name: string): (QuotedText & { span: Span }) | undefined {
  cursor.at += name.length;
  if (!take(cursor, code.open, `'(' after ${name}`)) {
    return undefined;
  }
  peekAfterSpace(cursor);
  const start = cursor.at;
  const quoted = isAtQuote(cursor) ? parseString(cursor) : failUnexpected(cursor, 'a text in quotes');
  const span = { start: start + 1, end: cursor.at - 1 };
  return quoted && take(cursor, code.close, "')'") && { ...quoted, span };
}

function parseInner(cursor: Cursor, span: Span): FormulaMonitorQuery['formula'] | undefined {
  const inner = createCursor(cursor.text, true, span);
  const formula = parseWholeFormula(inner);
  cursor.failure ??= inner.failure;
  return formula;
}

function spanTo(start: number, last: { readonly span: Span }): Span {
  return { start, end: last.span.end };
}
