import { failHere, isBlank, type TextCursor } from '../text-cursor.js';
import type { PatternPart } from './ast.js';

/** Reads text without quotes up to white space, a bracket, a quote, `&&`, `||` or one of `stops`; may be empty. */
export function readWord(cursor: TextCursor, stops: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  let text = '';
  const finishText = (): void => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  for (let next = characterHere(cursor, stops); next !== undefined; next = characterHere(cursor, stops)) {
    cursor.at += 1;
    if (next === '*' || next === '?') {
      finishText();
      parts.push({ kind: 'wildcard', wildcard: next });
    } else if (next === '\\') {
      const escaped = cursor.text[cursor.at];
      if (escaped === undefined) return failHere(cursor, 'a character after the backslash');
      text += escaped;
      cursor.at += 1;
    } else {
      text += next;
    }
  }
  finishText();
  return parts;
}

/** Reads a quoted text, the cursor at its opening quote. A backslash escapes a quote and itself, and is text elsewhere. */
export function readQuoted(cursor: TextCursor): string | undefined {
  const start = cursor.at;
  let text = '';
  for (let at = start + 1; at < cursor.text.length; at += 1) {
    const character = cursor.text[at] ?? '';
    const next = cursor.text[at + 1];
    if (character === '"') {
      cursor.at = at + 1;
      return text;
    }
    const isEscape = character === '\\' && (next === '"' || next === '\\');
    text += isEscape ? next : character;
    if (isEscape) at += 1;
  }
  return failHere(cursor, 'a quoted text that is closed by another quote', start);
}

/** The text of a word without wildcards; `undefined` when it has some. */
export function plainText(parts: readonly PatternPart[]): string | undefined {
  const [first, second] = parts;
  if (first === undefined) return '';
  return second === undefined && first.kind === 'text' ? first.text : undefined;
}

function characterHere({ text, at }: TextCursor, stops: string): string | undefined {
  const character = text[at];
  if (character === undefined || isBlank(character) || stops.includes(character) || '()"'.includes(character))
    return undefined;
  return text.startsWith('&&', at) || text.startsWith('||', at) ? undefined : character;
}
