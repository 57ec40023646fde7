import type { PatternPart } from './ast.js';
import { splitAtStars, type TextTest } from './compile-pattern.js';

const wordUnit = String.raw`[\p{L}\p{N}_]`;

/**
 * Compiles the search for a word or phrase in a message: in any case, from the start of a word to the end of one. `*` stands
 * for any text without white space. Each piece is searched by an expression that cannot backtrack.
 */
export function compileWords(parts: readonly PatternPart[]): TextTest {
  const pieces = splitAtStars(parts);
  const lastIndex = pieces.length - 1;
  const searches = pieces
    .map((piece, index) => toSearch(piece, { isFirst: index === 0, isLast: index === lastIndex }))
    .filter((search) => search !== undefined);
  const [only, second] = searches;
  if (only === undefined) return () => true;
  if (second !== undefined) return (text) => hasInOneWord(text, searches);
  const { expression } = only;
  return (text) => {
    expression.lastIndex = 0;
    return expression.test(text);
  };
}

interface Search {
  /** Global, so that it starts at `lastIndex` and leaves the end of what it found there. */
  readonly expression: RegExp;
  readonly length: number;
}

function toSearch(
  piece: readonly PatternPart[],
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): Search | undefined {
  if (piece.length === 0) return undefined;
  const first = piece[0];
  const last = piece.at(-1);
  const before = isFirst && first?.kind === 'text' && startsWithWord.test(first.text) ? `(?<!${wordUnit})` : '';
  const after = isLast && last?.kind === 'text' && endsWithWord.test(last.text) ? `(?!${wordUnit})` : '';
  const body = piece.map((part) => (part.kind === 'text' ? escapeText(part.text) : String.raw`\S`)).join('');
  const length = piece.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : 1), 0);
  return { expression: new RegExp(before + body + after, 'giu'), length };
}

const startsWithWord = new RegExp(`^${wordUnit}`, 'u');
const endsWithWord = new RegExp(`${wordUnit}$`, 'u');

/** Escapes for expressions with the flag `u`, which allow a backslash before syntax alone; all else is given by its number. */
function escapeText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\s_]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function hasInOneWord(text: string, searches: readonly Search[]): boolean {
  let start = 0;
  while (start >= 0) {
    const next = searchFrom(text, searches, start);
    if (next === found) return true;
    start = next;
  }
  return false;
}

const found = -2;
const nowhere = -1;

/** Where to search again when white space parts the pieces that were found: behind the last blank before the odd one. */
function searchFrom(text: string, searches: readonly Search[], start: number): number {
  let at = start;
  let isFirst = true;
  for (const { expression, length } of searches) {
    expression.lastIndex = at;
    if (!expression.test(text)) return nowhere;
    const end = expression.lastIndex;
    const blank = isFirst ? nowhere : lastBlank(text, at, end - length);
    if (blank !== nowhere) return blank + 1;
    at = end;
    isFirst = false;
  }
  return found;
}

function lastBlank(text: string, from: number, to: number): number {
  for (let at = to - 1; at >= from; at -= 1) if (isBlankUnit(text.charCodeAt(at))) return at;
  return nowhere;
}

function isBlankUnit(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x2028 || unit === 0x2029;
}
