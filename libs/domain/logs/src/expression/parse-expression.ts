import { type AttributePath, parsePath } from '../path.js';
import {
  createTextCursor,
  deeper,
  failHere,
  isBlank,
  skipBlanks,
  type TextCursor,
  type TextFailure,
} from '../text-cursor.js';

/** An arithmetic expression as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'negated'; readonly operand: Expression }
  | { readonly kind: 'chain'; readonly first: Expression; readonly rest: readonly Operation[] };

/** One operator with what stands on its right; those of a chain are applied from left to right. */
export interface Operation {
  readonly operator: '+' | '-' | '*' | '/';
  readonly operand: Expression;
}

/** The tree of an expression, or why it is none. */
export type ParsedExpression =
  | { readonly ok: true; readonly value: Expression }
  | ({ readonly ok: false } & TextFailure);

/**
 * Reads numbers, paths of attributes, `+ - * / ( )`. As `-` may stand inside a path, the operator needs white space before it;
 * the others do not.
 */
export function parseExpression(text: string): ParsedExpression {
  const cursor = createTextCursor(text);
  const value = parseSum(cursor);
  skipBlanks(cursor);
  if (value !== undefined && cursor.at < text.length) failHere(cursor, 'an operator or the end');
  if (value === undefined || cursor.failure !== undefined) {
    return { ok: false, ...(cursor.failure ?? { offset: 0, message: 'the expression cannot be read' }) };
  }
  return { ok: true, value };
}

function parseSum(cursor: TextCursor): Expression | undefined {
  return parseChain(cursor, '+-', parseProduct);
}

function parseProduct(cursor: TextCursor): Expression | undefined {
  return parseChain(cursor, '*/', parseOperand);
}

function parseChain(
  cursor: TextCursor,
  operators: '+-' | '*/',
  parseNext: (cursor: TextCursor) => Expression | undefined,
): Expression | undefined {
  const first = parseNext(cursor);
  if (first === undefined) return undefined;
  const rest: Operation[] = [];
  for (let operator = takeOperator(cursor, operators); operator !== undefined;) {
    const operand = parseNext(cursor);
    if (operand === undefined) return undefined;
    rest.push({ operator, operand });
    operator = takeOperator(cursor, operators);
  }
  return rest.length === 0 ? first : { kind: 'chain', first, rest };
}

function takeOperator(cursor: TextCursor, operators: '+-' | '*/'): Operation['operator'] | undefined {
  skipBlanks(cursor);
  const found = cursor.text[cursor.at];
  if (found === undefined || !operators.includes(found)) return undefined;
  cursor.at += 1;
  return found === '+' || found === '-' || found === '*' ? found : '/';
}

function parseOperand(cursor: TextCursor): Expression | undefined {
  skipBlanks(cursor);
  const start = cursor.at;
  const character = cursor.text[start];
  if (character === '(') return parseGroup(cursor);
  if (character === '-') {
    cursor.at += 1;
    const operand = deeper(cursor, () => parseOperand(cursor));
    return operand && { kind: 'negated', operand };
  }
  while (!isEndOfName(cursor.text[cursor.at])) cursor.at += 1;
  const word = cursor.text.slice(start, cursor.at);
  if (word === '') return failHere(cursor, "a number, the path of an attribute, '-' or '('");
  return decimal.test(word) ? { kind: 'number', value: Number(word) } : { kind: 'attribute', path: parsePath(word) };
}

const decimal = /^(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?$/;

function parseGroup(cursor: TextCursor): Expression | undefined {
  const start = cursor.at;
  cursor.at += 1;
  const inner = deeper(cursor, () => parseSum(cursor));
  if (inner === undefined) return undefined;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== ')') return failHere(cursor, `a ')' for the '(' at offset ${start}`);
  cursor.at += 1;
  return inner;
}

function isEndOfName(character: string | undefined): boolean {
  return character === undefined || isBlank(character) || '+*/()'.includes(character);
}
