/** Why a text cannot be read: `offset` counts UTF-16 units from 0; the message says what stands there and what would be right. */
export interface TextFailure {
  readonly offset: number;
  readonly message: string;
}

/** The state of one pass over a text. Readers move `at`; the first one that gives up sets `failure` and all answer `undefined`. */
export interface TextCursor {
  readonly text: string;
  at: number;
  depth: number;
  failure: TextFailure | undefined;
}

/** How many brackets and signs may stand inside each other; bounds the stack of all that walk the trees. */
export const maxNesting = 100;

const excerptLength = 20;

/** A cursor at the start of a text. */
export function createTextCursor(text: string): TextCursor {
  return { text, at: 0, depth: 0, failure: undefined };
}

/** Records what was expected here or at another offset. The first failure stays. */
export function failHere(cursor: TextCursor, expected: string, offset = cursor.at): undefined {
  const message = `found ${foundAt(cursor.text, offset)} at offset ${offset}, expected ${expected}`;
  cursor.failure ??= { offset, message };
  return undefined;
}

/** Runs a reader one level deeper, unless that is too deep. */
export function deeper<T>(cursor: TextCursor, read: () => T | undefined): T | undefined {
  if (cursor.depth >= maxNesting) return failHere(cursor, `at most ${maxNesting} levels of nesting`);
  cursor.depth += 1;
  const result = read();
  cursor.depth -= 1;
  return result;
}

/** Moves past white space; says whether there was some. */
export function skipBlanks(cursor: TextCursor): boolean {
  const start = cursor.at;
  while (isBlank(cursor.text[cursor.at])) cursor.at += 1;
  return cursor.at > start;
}

/** Whether a character is white space; the end of a text is none. */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

/** Moves past a text if it stands here. */
export function takeText(cursor: TextCursor, wanted: string): boolean {
  if (!cursor.text.startsWith(wanted, cursor.at)) return false;
  cursor.at += wanted.length;
  return true;
}

function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return 'the end';
  const excerpt = text.slice(offset, offset + excerptLength);
  return JSON.stringify(offset + excerptLength < text.length ? `${excerpt}…` : excerpt);
}
