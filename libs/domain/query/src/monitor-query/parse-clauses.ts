import { type Cursor, fail, failUnexpected } from '../cursor.js';
import { parseArgumentList } from '../parse-argument-list.js';
import { isAtQuote, parseString } from '../parse-string.js';
import { code, endOfBare, endOfWord, peekAfterSpace, skip } from '../scan.js';
import type { Clause, ClauseArgument } from './ast.js';

/** The clauses that a kind of query knows, and which it needs: one of each list in `required`. */
export interface ClauseRules {
  readonly allowed: readonly string[];
  readonly required: readonly (readonly string[])[];
}

/** `.name(...)` as often as it follows, each known and none twice. */
export function parseClauses(cursor: Cursor, rules: ClauseRules): Clause[] | undefined {
  const clauses: Clause[] = [];
  while (peekAfterSpace(cursor) === code.dot) {
    const clause = parseClause(cursor, rules, clauses);
    if (!clause) {
      return undefined;
    }
    clauses.push(clause);
  }
  const missing = rules.required.find((names) => !clauses.some(({ name }) => names.includes(name)));
  return missing ? fail(cursor, 'MissingClause', missing.map((name) => `.${name}(…)`).join(' or ')) : clauses;
}

function parseClause(cursor: Cursor, rules: ClauseRules, before: readonly Clause[]): Clause | undefined {
  const start = cursor.at;
  cursor.at++;
  peekAfterSpace(cursor);
  const nameStart = cursor.at;
  const nameEnd = endOfWord(cursor);
  const name = cursor.text.slice(nameStart, nameEnd);
  if (!rules.allowed.includes(name)) {
    return fail(cursor, 'UnknownClause', `one of ${rules.allowed.map((allowed) => `.${allowed}()`).join(' ')}`);
  }
  if (before.some((clause) => clause.name === name)) {
    return fail(cursor, 'UnknownClause', `.${name}() only once`);
  }
  cursor.at = nameEnd;
  const args = parseArgumentList(cursor, name, parseArgument);
  return args && { span: { start, end: cursor.at }, name, args };
}

function parseArgument(cursor: Cursor): ClauseArgument | undefined {
  const argument = parseValue(cursor);
  if (argument?.kind !== 'bare' || !skip(cursor, code.equal)) {
    return argument;
  }
  const value = parseValue(cursor);
  const { text: name, span } = argument;
  return value && { kind: 'named', span: { start: span.start, end: value.span.end }, name, value };
}

function parseValue(cursor: Cursor): Exclude<ClauseArgument, { kind: 'named' }> | undefined {
  peekAfterSpace(cursor);
  const start = cursor.at;
  if (isAtQuote(cursor)) {
    const quoted = parseString(cursor);
    return quoted && { kind: 'string', span: { start, end: cursor.at }, ...quoted };
  }
  const end = endOfBare(cursor);
  if (end === start) {
    return failUnexpected(cursor, 'a quoted text, a word or a number');
  }
  cursor.at = end;
  // The span ends before the white space that a look for "=" skips.
  return { kind: 'bare', span: { start, end }, text: cursor.text.slice(start, end) };
}
