import { type Cursor, ascend, descend, fail, failUnexpected, maxListLength } from '../cursor.js';
import { code, isDigit, peek, peekAfterSpace, take } from '../scan.js';
import type { CompositeExpression, CompositeQuery } from './ast.js';

/** Booleans over monitor ids; `&&` binds before `||`. */
export function parseComposite(cursor: Cursor): CompositeQuery | undefined {
  const expression = parseOr(cursor);
  if (!expression) {
    return undefined;
  }
  if (peekAfterSpace(cursor) >= 0) {
    return failUnexpected(cursor, '&&, || or the end of the query');
  }
  return { kind: 'composite', span: expression.span, expression };
}

function parseOr(cursor: Cursor): CompositeExpression | undefined {
  return parseChain(cursor, 'or', parseAnd);
}

function parseAnd(cursor: Cursor): CompositeExpression | undefined {
  return parseChain(cursor, 'and', parseOperand);
}

function parseChain(
  cursor: Cursor,
  kind: 'and' | 'or',
  parse: (cursor: Cursor) => CompositeExpression | undefined,
): CompositeExpression | undefined {
  const operands: CompositeExpression[] = [];
  do {
    const operand = parse(cursor);
    if (!operand) {
      return undefined;
    }
    operands.push(operand);
    if (operands.length > maxListLength) {
      return fail(cursor, 'TooLong', `at most ${maxListLength} operands`);
    }
  } while (skipOperator(cursor, kind === 'and' ? '&&' : '||'));
  const [first, last] = [operands[0], operands.at(-1)];
  return first && last && operands.length > 1
    ? { kind, span: { start: first.span.start, end: last.span.end }, operands }
    : first;
}

function skipOperator(cursor: Cursor, operator: '&&' | '||'): boolean {
  const end = cursor.at;
  peekAfterSpace(cursor);
  const isThere = cursor.text.startsWith(operator, cursor.at);
  cursor.at = isThere ? cursor.at + operator.length : end;
  return isThere;
}

function parseOperand(cursor: Cursor): CompositeExpression | undefined {
  const character = peekAfterSpace(cursor);
  if (isDigit(character)) {
    return parseId(cursor);
  }
  if (character !== code.bang && character !== code.open) {
    return failUnexpected(cursor, "a monitor's numeric id, '!' or '('");
  }
  if (!descend(cursor)) {
    return undefined;
  }
  const operand = character === code.bang ? parseNot(cursor) : parseGroup(cursor);
  ascend(cursor);
  return operand;
}

function parseId(cursor: Cursor): CompositeExpression {
  const start = cursor.at;
  while (isDigit(peek(cursor))) {
    cursor.at++;
  }
  return { kind: 'monitor', span: { start, end: cursor.at }, id: cursor.text.slice(start, cursor.at) };
}

function parseNot(cursor: Cursor): CompositeExpression | undefined {
  const start = cursor.at;
  cursor.at++;
  const operand = parseOperand(cursor);
  return operand && { kind: 'not', span: { start, end: operand.span.end }, operand };
}

function parseGroup(cursor: Cursor): CompositeExpression | undefined {
  const start = cursor.at;
  cursor.at++;
  const operand = parseOr(cursor);
  return (
    operand && take(cursor, code.close, "&&, || or ')'") && { kind: 'group', span: { start, end: cursor.at }, operand }
  );
}
