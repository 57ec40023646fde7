import type { Modifier, ModifierArgument } from './ast.js';
import { type Cursor, failUnexpected } from './cursor.js';
import { parseArgumentList } from './parse-argument-list.js';
import { isAtQuote, parseString } from './parse-string.js';
import { code, endOfBare, endOfWord, isDigit, isLetter, peekAfterSpace } from './scan.js';

/** Shared by all nodes without modifiers. */
const noModifiers: readonly Modifier[] = [];

const decimal = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** `.name(...)` as often as it follows; leaves the cursor at the end of the last one. */
export function parseModifiers(cursor: Cursor): readonly Modifier[] | undefined {
  let modifiers: Modifier[] | undefined;
  let end = cursor.at;
  while (peekAfterSpace(cursor) === code.dot) {
    const modifier = parseModifier(cursor);
    if (!modifier) {
      return undefined;
    }
    modifiers ??= [];
    modifiers.push(modifier);
    end = cursor.at;
  }
  cursor.at = end;
  return modifiers ?? noModifiers;
}

function parseModifier(cursor: Cursor): Modifier | undefined {
  const start = cursor.at;
  cursor.at++;
  if (!isLetter(peekAfterSpace(cursor))) {
    return failUnexpected(cursor, 'the name of a modifier, such as rollup');
  }
  const nameStart = cursor.at;
  cursor.at = endOfWord(cursor);
  const name = cursor.text.slice(nameStart, cursor.at);
  const args = parseArgumentList(cursor, name, parseArgument);
  return args && { span: { start, end: cursor.at }, name, args };
}

function isNumberStart(character: number): boolean {
  return isDigit(character) || character === code.minus || character === code.dot;
}

/** A word such as `max`, `12am` or `null`, a number, or a quoted text. */
function parseArgument(cursor: Cursor): ModifierArgument | undefined {
  peekAfterSpace(cursor);
  const start = cursor.at;
  if (isAtQuote(cursor)) {
    const quoted = parseString(cursor);
    return quoted && { kind: 'string', span: { start, end: cursor.at }, text: quoted.text };
  }
  const end = endOfBare(cursor);
  if (end === start) {
    return failUnexpected(cursor, 'a word, a number or a quoted text');
  }
  cursor.at = end;
  const text = cursor.text.slice(start, end);
  const span = { start, end };
  return isNumberStart(text.charCodeAt(0)) && decimal.test(text)
    ? { kind: 'number', span, text, value: Number(text) }
    : { kind: 'word', span, text };
}
