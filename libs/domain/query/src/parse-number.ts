import type { NumberLiteral } from './ast.js';
import { type Cursor, fail, failUnexpected } from './cursor.js';
import { code, isDigit, isLetter, peek } from './scan.js';

const lowerCase = 0x20;
const e = 0x65;

/** A number without sign: `5`, `0.5`, `.5`, `1e9`, `2.5E-3`. */
export function parseNumber(cursor: Cursor): NumberLiteral | undefined {
  const start = cursor.at;
  const end = endOfNumber(cursor);
  if (end === start) {
    return failUnexpected(cursor, 'a number');
  }
  cursor.at = end;
  if (isLetter(peek(cursor))) {
    return failUnexpected(cursor, 'the end of the number');
  }
  const text = cursor.text.slice(start, end);
  const value = Number(text);
  if (!Number.isFinite(value)) {
    return fail(cursor, 'NumberOutOfRange', 'a number that a double can hold', { offset: start });
  }
  return { kind: 'number', span: { start, end }, text, value };
}

function endOfNumber(cursor: Cursor): number {
  const { text, at } = cursor;
  const whole = endOfDigits(cursor, at);
  let end = whole;
  // A dot without digits after it starts a modifier or a clause.
  if (end < cursor.end && text.charCodeAt(end) === code.dot) {
    const fraction = endOfDigits(cursor, end + 1);
    end = fraction > end + 1 ? fraction : end;
  }
  return end === at ? at : endOfExponent(cursor, end);
}

function endOfExponent(cursor: Cursor, at: number): number {
  const { text, end } = cursor;
  if (at >= end || (text.charCodeAt(at) | lowerCase) !== e) {
    return at;
  }
  const sign = at + 1 < end ? text.charCodeAt(at + 1) : -1;
  const digits = sign === code.plus || sign === code.minus ? at + 2 : at + 1;
  const exponent = endOfDigits(cursor, digits);
  return exponent > digits ? exponent : at;
}

function endOfDigits(cursor: Cursor, from: number): number {
  let at = from;
  while (at < cursor.end && isDigit(cursor.text.charCodeAt(at))) {
    at++;
  }
  return at;
}
