import { type Cursor, fail } from './cursor.js';
import { code, peek } from './scan.js';

/** A quoted text; `text` is what stands between the quotes, backslashes included. */
export interface QuotedText {
  readonly text: string;
  readonly quote: "'" | '"';
}

/** Whether a quoted text starts at the cursor. */
export function isAtQuote(cursor: Cursor): boolean {
  const character = peek(cursor);
  return character === code.quote || character === code.doubleQuote;
}

/** The quoted text that starts at the cursor; a backslash escapes the next character. */
export function parseString(cursor: Cursor): QuotedText | undefined {
  const start = cursor.at;
  const quote = cursor.text.charCodeAt(start);
  for (let at = start + 1; at < cursor.end; at++) {
    const character = cursor.text.charCodeAt(at);
    if (character === code.backslash) {
      at++;
    } else if (character === quote) {
      cursor.at = at + 1;
      return { text: cursor.text.slice(start + 1, at), quote: quote === code.quote ? "'" : '"' };
    }
  }
  return fail(cursor, 'UnterminatedString', 'a closing quote', {
    detail: 'The string that starts here is never closed',
  });
}
