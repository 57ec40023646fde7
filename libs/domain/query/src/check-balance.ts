import type { QueryReason } from './reasons.js';

/** The reasons of `checkBalance`. */
export type BalanceReason = Extract<
  QueryReason,
  'EmptyQuery' | 'TopLevelComma' | 'UnbalancedDelimiter' | 'UnclosedDelimiter' | 'UnterminatedString'
>;

/** What `checkBalance` found; `offset` is where it stands, in UTF-16 units. */
export type BalanceResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason:
        | 'EmptyQuery'
        | 'TopLevelComma'
        | 'UnbalancedDelimiter'
        | 'UnclosedDelimiter'
        | 'UnterminatedString';
      readonly message: string;
      readonly offset: number;
    };

interface Opened {
  readonly bracket: string;
  readonly offset: number;
}

const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const interesting = /[()[\]{}'",]/g;

/**
 * The cheap test before a query joins others in one request, where a lone bracket or a comma would spoil its
 * neighbours: not blank, brackets balanced, quotes closed (a backslash escapes), and one query only. It says nothing
 * about the grammar: `parseQueries` does.
 */
export function checkBalance(query: string): BalanceResult {
  if (query.trim() === '') {
    return { ok: false, reason: 'EmptyQuery', message: 'the query is empty', offset: 0 };
  }
  const opened: Opened[] = [];
  const at = new RegExp(interesting);
  for (let match = at.exec(query); match; match = at.exec(query)) {
    const character = match[0];
    const offset = match.index;
    if (character === "'" || character === '"') {
      const end = endOfString(query, offset);
      if (end < 0) {
        return refusal('UnterminatedString', `the quote ${character}`, offset);
      }
      at.lastIndex = end + 1;
    } else {
      const problem = bracketProblem(character, offset, opened);
      if (problem) {
        return problem;
      }
    }
  }
  const last = opened.at(-1);
  return last ? refusal('UnclosedDelimiter', `the bracket "${last.bracket}"`, last.offset) : { ok: true };
}

function endOfString(query: string, start: number): number {
  const quote = query[start];
  for (let offset = start + 1; offset < query.length; offset++) {
    if (query[offset] === '\\') {
      offset++;
    } else if (query[offset] === quote) {
      return offset;
    }
  }
  return -1;
}

function bracketProblem(character: string, offset: number, opened: Opened[]): BalanceResult | undefined {
  if (character in closingOf) {
    opened.push({ bracket: character, offset });
    return undefined;
  }
  if (character === ',') {
    return opened.length > 0
      ? undefined
      : {
          ok: false,
          reason: 'TopLevelComma',
          message: `the comma at character ${offset + 1} starts a second query; exactly one query is allowed here`,
          offset,
        };
  }
  const last = opened.pop();
  if (last && closingOf[last.bracket] === character) {
    return undefined;
  }
  const why = last
    ? `closes "${last.bracket}" of character ${last.offset + 1}; expected "${closingOf[last.bracket]}"`
    : 'closes nothing';
  return {
    ok: false,
    reason: 'UnbalancedDelimiter',
    message: `the bracket "${character}" at character ${offset + 1} ${why}`,
    offset,
  };
}

function refusal(reason: 'UnclosedDelimiter' | 'UnterminatedString', what: string, offset: number): BalanceResult {
  return { ok: false, reason, message: `${what} at character ${offset + 1} is never closed`, offset };
}
