import type { Expression } from './ast.js';
import { type Cursor, createCursor, fail, failUnexpected, maxListLength } from './cursor.js';
import { parseExpression } from './parse-expression.js';
import { code, peekAfterSpace } from './scan.js';
import { type QueryError, toQueryError } from './syntax-error.js';

/** The text and its queries, in the order written. */
export interface ParsedQueries {
  readonly ok: true;
  readonly text: string;
  readonly expressions: readonly Expression[];
}

/** The text and the one expression it holds. */
export interface ParsedFormula {
  readonly ok: true;
  readonly text: string;
  readonly expression: Expression;
}

/** A text that is no query, and why. */
export interface Refused {
  readonly ok: false;
  readonly error: QueryError;
}

/**
 * Parses what `/api/v1/query`, a DatadogMetric or a dashboard takes: one metric query, or several separated by commas.
 * One pass, linear in the length; nesting, operators and lists are bounded, see `maxDepth`.
 */
export function parseQueries(text: string): ParsedQueries | Refused {
  const cursor = createCursor(text, false);
  const expressions = parseMembers(cursor);
  return expressions ? { ok: true, text, expressions } : refusal(cursor);
}

/** Parses arithmetic over the names of other queries, such as `100 * query1 / query2`. */
export function parseFormula(text: string): ParsedFormula | Refused {
  const cursor = createCursor(text, true);
  const expression = parseWholeFormula(cursor);
  return expression ? { ok: true, text, expression } : refusal(cursor);
}

/** The expression that fills the cursor's text. */
export function parseWholeFormula(cursor: Cursor): Expression | undefined {
  const expression = isEmpty(cursor) ? failEmpty(cursor) : parseExpression(cursor);
  return expression && isAtEnd(cursor) && expression;
}

function parseMembers(cursor: Cursor): Expression[] | undefined {
  if (isEmpty(cursor)) {
    return failEmpty(cursor);
  }
  const expressions: Expression[] = [];
  for (;;) {
    cursor.operators = 0;
    const expression = parseExpression(cursor);
    if (!expression) {
      return undefined;
    }
    expressions.push(expression);
    if (peekAfterSpace(cursor) !== code.comma) {
      return isAtEnd(cursor) && expressions;
    }
    if (expressions.length >= maxListLength) {
      return fail(cursor, 'TooLong', `at most ${maxListLength} queries in one text`);
    }
    cursor.at++;
  }
}

function isEmpty(cursor: Cursor): boolean {
  return peekAfterSpace(cursor) < 0;
}

function failEmpty(cursor: Cursor): undefined {
  return fail(cursor, 'EmptyQuery', 'a query such as avg:system.load.1{*}', { detail: 'The query is empty' });
}

function isAtEnd(cursor: Cursor): true | undefined {
  if (peekAfterSpace(cursor) < 0) {
    return true;
  }
  return failUnexpected(cursor, cursor.formula ? 'an operator or the end' : "an operator, ',' or the end of the query");
}

/** The answer for a parse that failed. */
export function refusal(cursor: Cursor): Refused {
  const failure = cursor.failure ?? { reason: 'UnexpectedText', offset: cursor.at, expected: 'a query' };
  return { ok: false, error: toQueryError(cursor.text, failure) };
}
