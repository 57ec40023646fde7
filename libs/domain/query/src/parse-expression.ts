import type { Binary, Expression, FunctionArgument, FunctionCall } from './ast.js';
import { type Cursor, ascend, descend, fail, failUnexpected, maxOperators } from './cursor.js';
import { aggregatorBetween, isAtThreshold, parseThreshold } from './parse-aggregator.js';
import { parseModifiers } from './parse-modifiers.js';
import { parseNumber } from './parse-number.js';
import { failScopeMissing, parseAggregated, parseKeys, parseSeries } from './parse-series.js';
import { isAtQuote, parseString } from './parse-string.js';
import { code, endOfWord, isDigit, isLetter, peek, peekAfterSpace, skip, take } from './scan.js';

/** One query or formula: terms joined by `+` and `-`, factors joined by `*` and `/`, both from left to right. */
export function parseExpression(cursor: Cursor): Expression | undefined {
  let left = parseTerm(cursor);
  while (left) {
    const operator = peekAfterSpace(cursor);
    if (operator !== code.plus && operator !== code.minus) {
      return left;
    }
    left = parseOperation(cursor, left, operator === code.plus ? '+' : '-', parseTerm);
  }
  return undefined;
}

function parseTerm(cursor: Cursor): Expression | undefined {
  let left = parseFactor(cursor);
  while (left) {
    const operator = peekAfterSpace(cursor);
    if (operator !== code.star && operator !== code.slash) {
      return left;
    }
    left = parseOperation(cursor, left, operator === code.star ? '*' : '/', parseFactor);
  }
  return undefined;
}

function parseOperation(
  cursor: Cursor,
  left: Expression,
  operator: Binary['operator'],
  parseRight: (cursor: Cursor) => Expression | undefined,
): Binary | undefined {
  cursor.operators++;
  if (cursor.operators > maxOperators) {
    return fail(cursor, 'TooManyOperators', `at most ${maxOperators} operators in one query`);
  }
  cursor.at++;
  const right = parseRight(cursor);
  return right && { kind: 'binary', span: { start: left.span.start, end: right.span.end }, operator, left, right };
}

function parseFactor(cursor: Cursor): Expression | undefined {
  const character = peekAfterSpace(cursor);
  if (isLetter(character)) {
    return parseNamed(cursor);
  }
  if (character === code.minus || character === code.plus) {
    return parseUnary(cursor, character === code.minus ? '-' : '+');
  }
  if (character === code.open) {
    return parseParenthesized(cursor);
  }
  if (isDigit(character) || character === code.dot) {
    return parseNumber(cursor);
  }
  const what = cursor.formula ? 'the name of a query, a number' : 'a query such as avg:system.load.1{*}, a number';
  return failUnexpected(cursor, `${what} or '('`);
}

function parseUnary(cursor: Cursor, operator: '-' | '+'): Expression | undefined {
  const start = cursor.at;
  if (!descend(cursor)) {
    return undefined;
  }
  cursor.at++;
  const operand = parseFactor(cursor);
  ascend(cursor);
  return operand && { kind: 'unary', span: { start, end: operand.span.end }, operator, operand };
}

function parseParenthesized(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  if (!descend(cursor)) {
    return undefined;
  }
  cursor.at++;
  const operand = parseExpression(cursor);
  if (!operand || !take(cursor, code.close, "an operator or ')'")) {
    return undefined;
  }
  ascend(cursor);
  const modifiers = parseModifiers(cursor);
  return modifiers && { kind: 'parenthesized', span: { start, end: cursor.at }, operand, modifiers };
}

/** What starts with a name: a series with or without aggregator, a function call, or the name of a query. */
function parseNamed(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  const end = endOfWord(cursor);
  cursor.at = end;
  const next = peekAfterSpace(cursor);
  if (next === code.colon) {
    const aggregator = aggregatorBetween(cursor, start, end);
    cursor.at++;
    return aggregator && parseAggregated(cursor, start, aggregator);
  }
  if (next === code.braceOpen) {
    cursor.at = end;
    return parseSeries(cursor, start, undefined, start);
  }
  const name = cursor.text.slice(start, end);
  if (name.includes('.')) {
    return failScopeMissing(cursor);
  }
  if (next === code.open) {
    return name === 'count' && isAtThreshold(cursor)
      ? parseThresholdSeries(cursor, start)
      : parseCall(cursor, start, name);
  }
  return cursor.formula ? { kind: 'reference', span: { start, end }, name } : failScopeMissing(cursor);
}

function parseThresholdSeries(cursor: Cursor, start: number): Expression | undefined {
  const aggregator = parseThreshold(cursor, start);
  return aggregator && take(cursor, code.colon, "':' and a metric name") && parseAggregated(cursor, start, aggregator);
}

function parseCall(cursor: Cursor, start: number, name: string): FunctionCall | undefined {
  if (!descend(cursor)) {
    return undefined;
  }
  cursor.at++;
  const first = parseExpression(cursor);
  const args = first && parseFurtherArguments(cursor, first);
  if (!args) {
    return undefined;
  }
  ascend(cursor);
  const modifiers = parseModifiers(cursor);
  return modifiers && { kind: 'call', span: { start, end: cursor.at }, name, args, modifiers };
}

/** What follows the first argument, up to and with `)`. */
function parseFurtherArguments(cursor: Cursor, first: Expression): FunctionArgument[] | undefined {
  const args: FunctionArgument[] = [first];
  while (!skip(cursor, code.close)) {
    if (!take(cursor, code.comma, "an operator, ',' or ')'")) {
      return undefined;
    }
    const argument = parseArgument(cursor);
    if (!argument) {
      return undefined;
    }
    args.push(argument);
  }
  return args;
}

function parseArgument(cursor: Cursor): FunctionArgument | undefined {
  const character = peekAfterSpace(cursor);
  const start = cursor.at;
  if (character === code.braceOpen) {
    cursor.at++;
    const tags = parseKeys(cursor);
    return tags && { kind: 'tags', span: { start, end: cursor.at }, tags };
  }
  const nameEnd = endOfArgumentName(cursor);
  if (nameEnd < 0) {
    return parseValue(cursor);
  }
  const name = cursor.text.slice(start, nameEnd);
  cursor.at++;
  const value = parseValue(cursor);
  return value && { kind: 'named', span: { start, end: cursor.at }, name, value };
}

function parseValue(cursor: Cursor): FunctionArgument | undefined {
  peekAfterSpace(cursor);
  if (!isAtQuote(cursor)) {
    return parseExpression(cursor);
  }
  const start = cursor.at;
  const quoted = parseString(cursor);
  return quoted && { kind: 'string', span: { start, end: cursor.at }, text: quoted.text, quote: quoted.quote };
}

/** Where the name of `name=value` ends, with the cursor moved to the `=`; -1, and the cursor unmoved, when this is none. */
function endOfArgumentName(cursor: Cursor): number {
  const start = cursor.at;
  if (!isLetter(peek(cursor))) {
    return -1;
  }
  const end = endOfWord(cursor);
  cursor.at = end;
  if (peekAfterSpace(cursor) === code.equal) {
    return end;
  }
  cursor.at = start;
  return -1;
}
