/** The deepest nesting that is looked into. */
const maxDepth = 500;
const escapes = '"\\/bfnrt';
const endOfInput = 'unexpected end of JSON input';

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

/** What is wrong, in the words of Go's encoding/json; undefined when all is well so far. */
type Problem = string | undefined;

/**
 * Why a text is no JSON, in the words of Go's encoding/json, which KEDA's error texts end in; undefined when it is JSON.
 */
export function goJsonProblem(text: string): string | undefined {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const problem = scanValue(cursor);
  if (problem !== undefined) return problem;
  skipSpace(cursor);
  return cursor.at < text.length ? invalid(cursor, 'after top-level value') : undefined;
}

function scanValue(cursor: Cursor): Problem {
  skipSpace(cursor);
  const character = cursor.text[cursor.at];
  if (character === undefined) return endOfInput;
  if (character === '{' || character === '[') return scanNested(cursor, character);
  if (character === '"') return scanString(cursor);
  if (character === '-' || isDigit(character)) return scanNumber(cursor);
  const literal = ['true', 'false', 'null'].find((word) => word[0] === character);
  return literal === undefined ? invalid(cursor, 'looking for beginning of value') : scanLiteral(cursor, literal);
}

function scanNested(cursor: Cursor, bracket: '[' | '{'): Problem {
  cursor.depth += 1;
  if (cursor.depth > maxDepth) return 'exceeded max depth';
  cursor.at += 1;
  const problem = bracket === '{' ? scanMembers(cursor) : scanElements(cursor);
  cursor.depth -= 1;
  return problem;
}

function scanMembers(cursor: Cursor): Problem {
  if (takes(cursor, '}')) return undefined;
  for (;;) {
    const problem = scanMember(cursor);
    if (problem !== undefined) return problem;
    if (takes(cursor, '}')) return undefined;
    if (!takes(cursor, ',')) return invalid(cursor, 'after object key:value pair');
  }
}

function scanMember(cursor: Cursor): Problem {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== '"') return invalid(cursor, 'looking for beginning of object key string');
  const problem = scanString(cursor);
  if (problem !== undefined) return problem;
  return takes(cursor, ':') ? scanValue(cursor) : invalid(cursor, 'after object key');
}

function scanElements(cursor: Cursor): Problem {
  if (takes(cursor, ']')) return undefined;
  for (;;) {
    const problem = scanValue(cursor);
    if (problem !== undefined) return problem;
    if (takes(cursor, ']')) return undefined;
    if (!takes(cursor, ',')) return invalid(cursor, 'after array element');
  }
}

function scanString(cursor: Cursor): Problem {
  cursor.at += 1;
  for (;;) {
    const character = cursor.text[cursor.at];
    if (character === undefined) return endOfInput;
    if (character < ' ') return invalid(cursor, 'in string literal');
    cursor.at += 1;
    if (character === '"') return undefined;
    const problem = character === '\\' ? scanEscape(cursor) : undefined;
    if (problem !== undefined) return problem;
  }
}

function scanEscape(cursor: Cursor): Problem {
  const character = cursor.text[cursor.at] ?? '';
  if (character !== 'u') {
    if (character === '' || !escapes.includes(character)) return invalid(cursor, 'in string escape code');
    cursor.at += 1;
    return undefined;
  }
  for (let digit = 0; digit < 4; digit += 1) {
    cursor.at += 1;
    if (!/[\da-fA-F]/.test(cursor.text[cursor.at] ?? ''))
      return invalid(cursor, String.raw`in \u hexadecimal character escape`);
  }
  cursor.at += 1;
  return undefined;
}

function scanNumber(cursor: Cursor): Problem {
  takesOne(cursor, '-');
  if (!takesOne(cursor, '0') && !takesDigits(cursor)) return invalid(cursor, 'in numeric literal');
  if (takesOne(cursor, '.') && !takesDigits(cursor)) return invalid(cursor, 'after decimal point in numeric literal');
  if (!takesOne(cursor, 'eE')) return undefined;
  takesOne(cursor, '+-');
  return takesDigits(cursor) ? undefined : invalid(cursor, 'in exponent of numeric literal');
}

function scanLiteral(cursor: Cursor, literal: string): Problem {
  for (const expected of literal) {
    if (cursor.text[cursor.at] !== expected) return invalid(cursor, `in literal ${literal} (expecting '${expected}')`);
    cursor.at += 1;
  }
  return undefined;
}

function takes(cursor: Cursor, character: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function takesOne(cursor: Cursor, characters: string): boolean {
  const character = cursor.text[cursor.at];
  if (character === undefined || !characters.includes(character)) return false;
  cursor.at += 1;
  return true;
}

function takesDigits(cursor: Cursor): boolean {
  const start = cursor.at;
  while (isDigit(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  return cursor.at > start;
}

function skipSpace(cursor: Cursor): void {
  while (/^[ \t\r\n]$/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function invalid({ text, at }: Cursor, where: string): string {
  const character = text[at];
  return character === undefined ? endOfInput : `invalid character ${quoted(character)} ${where}`;
}

function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  return character === '"' ? `'"'` : `'${JSON.stringify(character).slice(1, -1)}'`;
}
