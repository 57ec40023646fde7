import type { Span } from './ast.js';
import { type Failure, excerptAt } from './syntax-error.js';
import type { SyntaxReason } from './reasons.js';
import { positionOf } from './position.js';

/** The state of one pass over a text. Parsers move `at`; the first one that gives up sets `failure` and all return undefined. */
export interface Cursor {
  readonly text: string;
  /** Exclusive; before the end of the text when a formula inside a string is parsed. */
  readonly end: number;
  /** Whether bare names are references to other queries. */
  readonly formula: boolean;
  at: number;
  depth: number;
  operators: number;
  failure: Failure | undefined;
}

/** Brackets, calls and signs inside one another. Bounds the stack of this parser and of everything that walks its trees. */
export const maxDepth = 200;
/** Arithmetic operators in one query; chains of them are trees as deep as they are long. */
export const maxOperators = 1000;
/** Members of one list: queries separated by commas, or terms of a scope. */
export const maxListLength = 10_000;

/** A cursor at the start of a text, or of the part of it that `part` names. */
export function createCursor(text: string, formula: boolean, part: Span = { start: 0, end: text.length }): Cursor {
  return { text, end: part.end, formula, at: part.start, depth: 0, operators: 0, failure: undefined };
}

/** Records that the parse fails here (or at `offset`); returns undefined, which every parser answers then. */
export function fail(cursor: Cursor, reason: SyntaxReason, expected: string, options?: Partial<Failure>): undefined {
  cursor.failure ??= { reason, offset: cursor.at, expected, ...options };
  return undefined;
}

/** `fail` for a character that no rule allows here. */
export function failUnexpected(cursor: Cursor, expected: string): undefined {
  return fail(cursor, cursor.at >= cursor.end ? 'UnexpectedEnd' : 'UnexpectedText', expected);
}

/** `fail` in the words of Datadog's own parser for a rule of its grammar. */
export function failRule(cursor: Cursor, reason: SyntaxReason, rule: string, expected: string): undefined {
  const { line, column } = positionOf(cursor.text, cursor.at);
  const rest = excerptAt(cursor.text, cursor.at);
  return fail(cursor, reason, expected, {
    detail: `Rule '${rule}' didn't match at '${rest}' (line ${line}, column ${column})`,
  });
}

/** Goes one level down; undefined when that is too deep. Every `descend` that answers true needs an `ascend`. */
export function descend(cursor: Cursor): true | undefined {
  if (cursor.depth >= maxDepth) {
    return fail(cursor, 'TooDeep', `at most ${maxDepth} levels of nesting`);
  }
  cursor.depth++;
  return true;
}

export function ascend(cursor: Cursor): void {
  cursor.depth--;
}
