import { type Cursor, failUnexpected } from './cursor.js';

/** Character codes that the grammar names. */
export const code = {
  bang: 0x21,
  doubleQuote: 0x22,
  ampersand: 0x26,
  quote: 0x27,
  open: 0x28,
  close: 0x29,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  colon: 0x3a,
  less: 0x3c,
  equal: 0x3d,
  greater: 0x3e,
  backslash: 0x5c,
  braceOpen: 0x7b,
  pipe: 0x7c,
  braceClose: 0x7d,
} as const;

/** No white space has a higher code. */
const lastSpace = 0x20;

const letter = 1;
const digit = 2;
/** Letters, digits, `_` and `.`: metric names, functions, references. */
const word = 4;
const space = 8;
/** What tag text may hold: anything but space, control characters and `,(){}`. */
const tag = 16;
/** What a bare argument may hold: `12am`, `-60`, `america/new_york`. */
const bare = 32;

function classOf(character: string): number {
  const is = (pattern: RegExp, flag: number) => (pattern.test(character) ? flag : 0);
  return (
    is(/[A-Za-z]/, letter) |
    is(/[0-9]/, digit) |
    is(/[A-Za-z0-9_.]/, word) |
    is(/[ \t\n\r]/, space) |
    is(/[!-'*+\-./0-9:-z|~]/, tag) |
    is(/[A-Za-z0-9_.@*:/+-]/, bare)
  );
}

/** By code below 128; everything above is allowed in tags only. */
const classes: Uint8Array = Uint8Array.from({ length: 128 }, (_, index) => classOf(String.fromCharCode(index)));

const isIn = (character: number, flag: number) => character < 128 && ((classes[character] ?? 0) & flag) !== 0;

export const isLetter = (character: number): boolean => isIn(character, letter);
export const isDigit = (character: number): boolean => isIn(character, digit);

/** The character at the cursor, or -1 at the end. */
export function peek(cursor: Cursor): number {
  return cursor.at < cursor.end ? cursor.text.charCodeAt(cursor.at) : -1;
}

/** The offset after the run of characters of the class that starts at `at`. */
function endOfRun(cursor: Cursor, from: number, flag: number): number {
  const { text, end } = cursor;
  let at = from;
  while (at < end && isIn(text.charCodeAt(at), flag)) {
    at++;
  }
  return at;
}

export function skipSpace(cursor: Cursor): void {
  cursor.at = endOfRun(cursor, cursor.at, space);
}

/** Skips white space and answers the character after it, or -1. */
export function peekAfterSpace(cursor: Cursor): number {
  const character = peek(cursor);
  // Most tokens follow one another directly.
  if (character > lastSpace || character < 0) {
    return character;
  }
  skipSpace(cursor);
  return peek(cursor);
}

/** The end of the name (letters, digits, `_`, `.`) at the cursor. */
export function endOfWord(cursor: Cursor): number {
  return endOfRun(cursor, cursor.at, word);
}

/** The end of the bare argument at the cursor. */
export function endOfBare(cursor: Cursor): number {
  return endOfRun(cursor, cursor.at, bare);
}

/** The end of the tag text at the cursor. */
export function endOfTag(cursor: Cursor): number {
  const { text, end } = cursor;
  let at = cursor.at;
  for (; at < end; at++) {
    const character = text.charCodeAt(at);
    if (character < 128 && ((classes[character] ?? 0) & tag) === 0) {
      break;
    }
  }
  return at;
}

/** Moves over white space and then the character; fails with what was expected otherwise. */
export function take(cursor: Cursor, character: number, expected: string): true | undefined {
  if (peekAfterSpace(cursor) !== character) {
    return failUnexpected(cursor, expected);
  }
  cursor.at++;
  return true;
}

/** Like `take` where the character is optional. */
export function skip(cursor: Cursor, character: number): boolean {
  const found = peekAfterSpace(cursor) === character;
  if (found) {
    cursor.at++;
  }
  return found;
}
