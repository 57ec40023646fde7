import type { Scope, ScopeTerm } from './ast.js';
import { type Cursor, ascend, descend, fail, failUnexpected, maxListLength } from './cursor.js';
import { code, endOfTag, peek, peekAfterSpace, take } from './scan.js';

type Keyword = 'AND' | 'OR' | 'NOT' | 'IN';

const nextInList = "',' or '}'";
const nextInBoolean = "AND, OR or '}'";
const operand = "a tag such as env:prod, '*' or a template variable";

/** `{...}` at the cursor: a list when its terms are separated by commas, a boolean expression when AND, OR, NOT, IN or brackets occur. */
export function parseScope(cursor: Cursor): Scope | undefined {
  const start = cursor.at;
  cursor.at++;
  const body = cursor.at;
  const terms = parseList(cursor);
  if (terms === 'boolean') {
    cursor.at = body;
    return parseBooleanScope(cursor, start);
  }
  return terms && { span: { start, end: cursor.at }, style: 'list', terms };
}

/** The terms up to and with `}`; `boolean` when the first one shows that this is no list. */
function parseList(cursor: Cursor): ScopeTerm[] | 'boolean' | undefined {
  const terms: ScopeTerm[] = [];
  for (;;) {
    const term = parseListItem(cursor);
    if (term === undefined || term === 'boolean') {
      return term && terms.length > 0 ? failMixed(cursor) : term;
    }
    terms.push(term);
    const next = peekAfterSpace(cursor);
    if (next === code.braceClose) {
      cursor.at++;
      return terms;
    }
    if (next !== code.comma) {
      return afterListItem(cursor, terms);
    }
    cursor.at++;
    if (terms.length >= maxListLength) {
      return fail(cursor, 'TooLong', `at most ${maxListLength} terms in a scope`);
    }
  }
}

function parseListItem(cursor: Cursor): ScopeTerm | 'boolean' | undefined {
  let character = peekAfterSpace(cursor);
  if (character === code.open) {
    return 'boolean';
  }
  const start = cursor.at;
  const isNegated = character === code.bang;
  if (isNegated) {
    cursor.at++;
    character = peek(cursor);
  }
  const tag = character === code.bang ? failUnexpected(cursor, operand) : parseTag(cursor);
  if (tag === undefined || tag === 'NOT') {
    return tag && 'boolean';
  }
  return isNegated ? { kind: 'not', span: { start, end: cursor.at }, operand: tag } : tag;
}

/** What follows a list's item is neither comma nor brace: a keyword, or a mistake. */
function afterListItem(cursor: Cursor, terms: readonly ScopeTerm[]): 'boolean' | undefined {
  if (keywordBetween(cursor, cursor.at, endOfTag(cursor)) === undefined) {
    return failUnexpected(cursor, nextInList);
  }
  return terms.length > 1 || terms[0]?.kind === 'not' ? failMixed(cursor) : 'boolean';
}

/** A tag, or the keyword NOT, which can only stand where a tag could. */
function parseTag(cursor: Cursor): Extract<ScopeTerm, { kind: 'tag' }> | 'NOT' | undefined {
  const start = cursor.at;
  const end = endOfTag(cursor);
  if (end === start) {
    return failUnexpected(cursor, operand);
  }
  const keyword = keywordBetween(cursor, start, end);
  if (keyword === 'NOT') {
    return keyword;
  }
  if (keyword) {
    return failUnexpected(cursor, operand);
  }
  cursor.at = end;
  return { kind: 'tag', span: { start, end }, text: cursor.text.slice(start, end) };
}

function failMixed(cursor: Cursor): undefined {
  return fail(cursor, 'MixedScope', "either ',' and '!' or AND, OR, NOT and IN in one scope", {
    detail: "Error parsing query: 'AND' and 'OR' cannot be mixed with ','",
  });
}

function keywordBetween(cursor: Cursor, start: number, end: number): Keyword | undefined {
  const length = end - start;
  if (length < 2 || length > 3) {
    return undefined;
  }
  const text = cursor.text.slice(start, end).toUpperCase();
  return text === 'AND' || text === 'OR' || text === 'NOT' || text === 'IN' ? text : undefined;
}

function parseBooleanScope(cursor: Cursor, start: number): Scope | undefined {
  const term = parseOr(cursor);
  if (!term) {
    return undefined;
  }
  if (peekAfterSpace(cursor) !== code.braceClose) {
    return peek(cursor) === code.comma ? failMixed(cursor) : failUnexpected(cursor, nextInBoolean);
  }
  cursor.at++;
  return { span: { start, end: cursor.at }, style: 'boolean', terms: [term] };
}

function parseOr(cursor: Cursor): ScopeTerm | undefined {
  return parseChain(cursor, 'OR', parseAnd);
}

function parseAnd(cursor: Cursor): ScopeTerm | undefined {
  return parseChain(cursor, 'AND', parseNot);
}

function parseChain(
  cursor: Cursor,
  operator: 'AND' | 'OR',
  parseOperand: (cursor: Cursor) => ScopeTerm | undefined,
): ScopeTerm | undefined {
  const first = parseOperand(cursor);
  if (!first) {
    return undefined;
  }
  const operands = [first];
  while (skipKeyword(cursor, operator)) {
    const next = parseOperand(cursor);
    if (!next) {
      return undefined;
    }
    operands.push(next);
    if (operands.length >= maxListLength) {
      return fail(cursor, 'TooLong', `at most ${maxListLength} terms in a scope`);
    }
  }
  const last = operands.at(-1) ?? first;
  const span = { start: first.span.start, end: last.span.end };
  return operands.length === 1 ? first : { kind: operator === 'AND' ? 'and' : 'or', span, operands };
}

function skipKeyword(cursor: Cursor, keyword: Keyword): boolean {
  peekAfterSpace(cursor);
  const end = endOfTag(cursor);
  const isThere = keywordBetween(cursor, cursor.at, end) === keyword;
  if (isThere) {
    cursor.at = end;
  }
  return isThere;
}

function parseNot(cursor: Cursor): ScopeTerm | undefined {
  peekAfterSpace(cursor);
  const start = cursor.at;
  if (!skipKeyword(cursor, 'NOT')) {
    return parseOperand(cursor);
  }
  const term = parseOperand(cursor);
  return term && { kind: 'not', span: { start, end: term.span.end }, operand: term };
}

function parseOperand(cursor: Cursor): ScopeTerm | undefined {
  const character = peekAfterSpace(cursor);
  if (character === code.open) {
    return parseGroup(cursor);
  }
  if (character === code.bang) {
    return failMixed(cursor);
  }
  const tag = parseTag(cursor);
  if (tag === 'NOT') {
    return failUnexpected(cursor, operand);
  }
  return tag && parseMembership(cursor, tag);
}

function parseGroup(cursor: Cursor): ScopeTerm | undefined {
  const start = cursor.at;
  if (!descend(cursor)) {
    return undefined;
  }
  cursor.at++;
  const inner = parseOr(cursor);
  if (!inner) {
    return undefined;
  }
  if (peekAfterSpace(cursor) === code.comma) {
    return failMixed(cursor);
  }
  if (!take(cursor, code.close, "AND, OR or ')'")) {
    return undefined;
  }
  ascend(cursor);
  return { kind: 'group', span: { start, end: cursor.at }, operand: inner };
}

/** The tag itself, or `key IN (...)` and `key NOT IN (...)` when those words follow. */
function parseMembership(cursor: Cursor, tag: Extract<ScopeTerm, { kind: 'tag' }>): ScopeTerm | undefined {
  const isNegated = skipKeyword(cursor, 'NOT');
  if (!skipKeyword(cursor, 'IN')) {
    return isNegated ? failUnexpected(cursor, 'IN') : tag;
  }
  if (/[:$*]/.test(tag.text)) {
    return fail(cursor, 'UnexpectedText', 'a tag key before IN', { offset: tag.span.start });
  }
  const values = parseValues(cursor);
  if (!values) {
    return undefined;
  }
  const span = { start: tag.span.start, end: cursor.at };
  const membership = { kind: 'in', span, key: tag.text, values } as const;
  return isNegated ? { kind: 'not', span, operand: membership } : membership;
}

function parseValues(cursor: Cursor): string[] | undefined {
  const values: string[] = [];
  if (!take(cursor, code.open, "'(' and the values of IN")) {
    return undefined;
  }
  for (;;) {
    const value = parseValue(cursor);
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
    if (peekAfterSpace(cursor) === code.close) {
      cursor.at++;
      return values;
    }
    if (!take(cursor, code.comma, "',' or ')'")) {
      return undefined;
    }
  }
}

function parseValue(cursor: Cursor): string | undefined {
  if (peekAfterSpace(cursor) === code.bang) {
    return failMixed(cursor);
  }
  const start = cursor.at;
  const end = endOfTag(cursor);
  if (end === start) {
    return failUnexpected(cursor, 'a tag value');
  }
  cursor.at = end;
  return cursor.text.slice(start, end);
}
