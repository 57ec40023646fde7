import { parseQueries, type Expression } from '@dogwatch/query';
import { refuse, succeed, type Outcome } from './outcome.js';

/** The members of a comma list, and each one's text. */
export interface Member {
  readonly expression: Expression;
  readonly text: string;
}

/** Parses what a client sends as `query`. */
export function parseMembers(text: string): Outcome<readonly Member[]> {
  const parsed = parseQueries(text);
  if (!parsed.ok) {
    return refuse('Syntax', `Error parsing query: ${parsed.error.message}`);
  }
  return succeed(
    parsed.expressions.map((expression) => ({
      expression,
      text: text.slice(expression.span.start, expression.span.end).trim(),
    })),
  );
}
