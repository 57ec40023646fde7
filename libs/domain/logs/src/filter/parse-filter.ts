import {
  createTextCursor,
  deeper,
  failHere,
  isBlank,
  skipBlanks,
  takeText,
  type TextCursor,
  type TextFailure,
} from '../text-cursor.js';
import type { FilterField, FilterNode } from './ast.js';
import { isAtValue, parseKeyOrWord, parseValue } from './parse-term.js';

/** The tree of a query, or why it is none. */
export type ParsedFilter = { readonly ok: true; readonly value: FilterNode } | ({ readonly ok: false } & TextFailure);

/**
 * Reads Datadog's log search syntax as the filters of pipelines use it. `NOT` and `-` bind closest, then `AND` (also between
 * terms that only stand side by side), then `OR`. An empty query is true for every log.
 */
export function parseFilter(query: string): ParsedFilter {
  const cursor = createTextCursor(query);
  skipBlanks(cursor);
  if (cursor.at === query.length) {
    return { ok: true, value: { kind: 'everything', span: { start: 0, end: query.length } } };
  }
  const node = parseOr(cursor, undefined);
  if (node !== undefined && cursor.at < query.length) failHere(cursor, "a term, AND, OR or the end; no '(' is open");
  if (node === undefined || cursor.failure !== undefined) {
    return { ok: false, ...(cursor.failure ?? { offset: 0, message: 'the query cannot be read' }) };
  }
  return { ok: true, value: node };
}

const orOperators = ['OR', '||'] as const;
const andOperators = ['AND', '&&'] as const;

function parseOr(cursor: TextCursor, field: FilterField | undefined): FilterNode | undefined {
  const operands: FilterNode[] = [];
  do {
    const operand = parseAnd(cursor, field);
    if (operand === undefined) return undefined;
    operands.push(operand);
  } while (takeOperator(cursor, orOperators));
  return join('or', operands);
}

function parseAnd(cursor: TextCursor, field: FilterField | undefined): FilterNode | undefined {
  const operands: FilterNode[] = [];
  do {
    const operand = parseUnary(cursor, field);
    if (operand === undefined) return undefined;
    operands.push(operand);
    skipBlanks(cursor);
  } while (takeOperator(cursor, andOperators) || isAtOperand(cursor));
  return join('and', operands);
}

function isAtOperand(cursor: TextCursor): boolean {
  return cursor.at < cursor.text.length && cursor.text[cursor.at] !== ')' && !isAtOperator(cursor, orOperators);
}

function join(kind: 'and' | 'or', operands: readonly FilterNode[]): FilterNode | undefined {
  const [first] = operands;
  const last = operands.at(-1);
  if (first === undefined || last === undefined || first === last) return first;
  return { kind, operands, span: { start: first.span.start, end: last.span.end } };
}

function parseUnary(cursor: TextCursor, field: FilterField | undefined): FilterNode | undefined {
  skipBlanks(cursor);
  const start = cursor.at;
  if (takeSign(cursor, '+')) return deeper(cursor, () => parseUnary(cursor, field));
  if (takeSign(cursor, '-') || takeOperator(cursor, ['NOT'])) {
    const operand = deeper(cursor, () => parseUnary(cursor, field));
    return operand && { kind: 'not', operand, span: { start, end: cursor.at } };
  }
  if (cursor.text[start] === '(') return parseGroup(cursor, field);
  if (isAtOperator(cursor, [...andOperators, ...orOperators])) return failHere(cursor, 'a term before the operator');
  return parseTerm(cursor, field);
}

function parseTerm(cursor: TextCursor, field: FilterField | undefined): FilterNode | undefined {
  if (field !== undefined || isAtValue(cursor)) return parseValue(cursor, field ?? { kind: 'words' });
  const term = parseKeyOrWord(cursor);
  if (term === undefined || 'kind' in term) return term;
  skipBlanks(cursor);
  // a value that follows its key directly may start with a minus, and only a group after it is searched for operators
  return cursor.text[cursor.at] === '(' ? parseGroup(cursor, term.field) : parseValue(cursor, term.field);
}

function parseGroup(cursor: TextCursor, field: FilterField | undefined): FilterNode | undefined {
  const start = cursor.at;
  cursor.at += 1;
  const node = deeper(cursor, () => parseOr(cursor, field));
  if (node === undefined) return undefined;
  skipBlanks(cursor);
  if (!takeText(cursor, ')')) return failHere(cursor, `a ')' for the '(' at offset ${start}`);
  return { ...node, span: { start, end: cursor.at } };
}

function takeSign(cursor: TextCursor, sign: '+' | '-'): boolean {
  const next = cursor.text[cursor.at + 1];
  return next !== undefined && next !== ')' && !isBlank(next) && takeText(cursor, sign);
}

function takeOperator(cursor: TextCursor, operators: readonly string[]): boolean {
  skipBlanks(cursor);
  const operator = operators.find((candidate) => isAtOperator(cursor, [candidate]));
  return operator !== undefined && takeText(cursor, operator);
}

function isAtOperator({ text, at }: TextCursor, operators: readonly string[]): boolean {
  return operators.some((operator) => {
    if (!text.startsWith(operator, at)) return false;
    const next = text[at + operator.length];
    return operator === '&&' || operator === '||' || next === undefined || isBlank(next) || '()'.includes(next);
  });
}
