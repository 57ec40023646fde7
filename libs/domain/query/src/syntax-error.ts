import { positionOf } from './position.js';
import type { SyntaxReason } from './reasons.js';

/** Why a text is no query. `line` and `column` start at 1, `offset` at 0; `message` holds all of it in one sentence. */
export interface QueryError {
  readonly reason: SyntaxReason;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  /** What stands there, quoted, or `the end of the query`. */
  readonly found: string;
  readonly expected: string;
  /** What goes beyond "found, expected": Datadog's own words, or a hint. */
  readonly detail: string | undefined;
}

/** What a parser knows when it gives up. */
export interface Failure {
  readonly reason: SyntaxReason;
  readonly offset: number;
  readonly expected: string;
  /** A sentence that says more than "found, expected"; put in front of it. */
  readonly detail?: string | undefined;
}

/** Longest piece of the query that an error repeats; Datadog's own messages cut at the same length. */
const excerptLength = 20;

/** The error that a failure at this place of the text is told as. */
export function toQueryError(text: string, failure: Failure): QueryError {
  const { reason, offset, expected, detail = hintAt(text, offset) } = failure;
  const { line, column } = positionOf(text, offset);
  const found = foundAt(text, offset);
  const sentence = `found ${found}, expected ${expected}`;
  const where = `(line ${line}, column ${column})`;
  const message = detail?.includes(where)
    ? `${detail}: ${sentence}`
    : `${detail ? `${detail}: ` : ''}${sentence} ${where}`;
  return { reason, message, line, column, offset, found, expected, detail };
}

/** The next characters at an offset, at most as many as Datadog's own messages show. */
export function excerptAt(text: string, offset: number): string {
  return text.slice(offset, offset + excerptLength);
}

function hintAt(text: string, offset: number): string | undefined {
  return text.startsWith('{{', offset) ? 'This looks like a Helm template that was not rendered' : undefined;
}

function foundAt(text: string, offset: number): string {
  if (offset >= text.length) {
    return 'the end of the query';
  }
  const excerpt = excerptAt(text, offset);
  return JSON.stringify(offset + excerptLength < text.length ? `${excerpt}…` : excerpt);
}
