import { parseQueries, type Expression } from '@dogwatch/query';
import { refuse, succeed, type Outcome } from './outcome.js';

/** The members of a comma list, and each one's text. */
export interface Member {
  readonly expression: Expression;
  readonly text: string;
}

/** How Datadog begins; some messages of the parser already do. */
const prefix = 'Error parsing query:';

/** Parses what a client sends as `query`. */
export function parseMembers(text: string): Outcome<readonly Member[]> {
  const parsed = parseQueries(text);
  if (!parsed.ok) {
    const { message } = parsed.error;
    return refuse('Syntax', message.startsWith(prefix) ? message : `${prefix} ${message}`);
  }
  return succeed(
    parsed.expressions.map((expression) => ({
      expression,
      text: text.slice(expression.span.start, expression.span.end).trim(),
    })),
  );
}
