import { afterValue, beforeKey, type CharacterTable, classesAt, inText } from './character-table.js';
import type { Separator } from './separator.js';

/** The characters around text that may hold anything but them. */
export interface QuotePair {
  readonly open: number;
  readonly close: number;
}

/** How pairs of a key and a value are written. */
export interface PairSyntax {
  readonly characters: CharacterTable;
  readonly separator: Separator;
  readonly quotes: readonly QuotePair[];
}

/** A walk over the pairs of a text; the places of the pair that was found last include its quotes. */
export interface PairScan {
  readonly syntax: PairSyntax;
  text: string;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  /** Where the search goes on. */
  at: number;
  /** Where the text without quotes ends that was tried as a key last. */
  runEnd: number;
  /** The last separator in it that makes a pair, and the last place in it where a value can end; -1 for none. */
  runSeparator: number;
  runValueEnd: number;
}

/** A key is not looked for farther than that before a separator that is a pattern. */
const mostKeyLength = 1_024;

/** A walk that has no text yet. One serves a syntax for good. */
export function createPairScan(syntax: PairSyntax): PairScan {
  const places = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 };
  return { syntax, text: '', ...places, at: 0, runEnd: -1, runSeparator: -1, runValueEnd: -1 };
}

/** Starts with a text. */
export function startPairScan(scan: PairScan, text: string): void {
  scan.text = text;
  scan.at = 0;
  scan.runEnd = -1;
}

/**
 * Goes to the next pair; `false` when there is none. Finds what the regular expression
 * `(?<=^|[before])(quoted|[text]+)separator(quoted|[text]+)(?:$|[after])` finds, in time that grows with the text alone: where
 * text can hold separators or delimiters itself, the last one counts that makes a pair.
 */
export function nextPair(scan: PairScan): boolean {
  const { text, syntax } = scan;
  const { characters } = syntax;
  for (let at = scan.at; at < text.length; at += 1) {
    if (at > 0 && (classesAt(characters, text, at - 1) & beforeKey) === 0) continue;
    if (isPairAt(scan, at)) {
      // the delimiter behind the value belongs to the pair
      scan.at = scan.valueEnd + 1;
      return true;
    }
  }
  return false;
}

function isPairAt(scan: PairScan, start: number): boolean {
  scan.keyStart = start;
  const quoted = endOfQuoted(scan, start);
  if (quoted > 0 && isSeparatedAt(scan, quoted)) return true;
  if (start >= scan.runEnd) return scanRun(scan, start);
  return scan.runSeparator > start && isSeparatedAt(scan, scan.runSeparator);
}

/** Finds the last separator that makes a pair with the text without quotes that starts here. It is the same for all starts inside. */
function scanRun(scan: PairScan, start: number): boolean {
  const { text } = scan;
  const { first } = scan.syntax.separator;
  scan.runEnd = endOfText(scan, start);
  scan.runValueEnd = lastEnd(scan, start, scan.runEnd);
  scan.runSeparator = -1;
  const lowest = first === -1 ? Math.max(start, scan.runEnd - mostKeyLength) : start;
  for (let at = scan.runEnd; at > lowest; at -= 1) {
    if (first !== -1 && text.charCodeAt(at) !== first) continue;
    if (isSeparatedAt(scan, at)) {
      scan.runSeparator = at;
      return true;
    }
  }
  return false;
}

/** Whether a separator and a value stand at a place; if so they become those of the pair. */
function isSeparatedAt(scan: PairScan, at: number): boolean {
  const start = scan.syntax.separator.endAt(scan.text, at);
  if (start < 0) return false;
  const end = endOfValue(scan, start);
  if (end < 0) return false;
  scan.keyEnd = at;
  scan.valueStart = start;
  scan.valueEnd = end;
  return true;
}

function endOfValue(scan: PairScan, start: number): number {
  const quoted = endOfQuoted(scan, start);
  if (quoted > 0 && isEnd(scan, quoted)) return quoted;
  if (start < scan.runEnd) return scan.runValueEnd > start ? scan.runValueEnd : -1;
  return lastEnd(scan, start, endOfText(scan, start));
}

/** The last place behind `start` and up to `end` where a value can end; -1 when there is none. Between them stands text. */
function lastEnd(scan: PairScan, start: number, end: number): number {
  let at = end;
  if (scan.syntax.characters.endsInside) while (at > start && !isEnd(scan, at)) at -= 1;
  return at > start && isEnd(scan, at) ? at : -1;
}

function endOfText({ text, syntax }: PairScan, start: number): number {
  const { characters } = syntax;
  let at = start;
  while (at < text.length && (classesAt(characters, text, at) & inText) !== 0) at += 1;
  return at;
}

function isEnd({ text, syntax }: PairScan, at: number): boolean {
  return at >= text.length || (classesAt(syntax.characters, text, at) & afterValue) !== 0;
}

/** The place behind the quoted text that starts here; -1 when there is none or it is empty. */
function endOfQuoted({ text, syntax }: PairScan, start: number): number {
  const code = text.charCodeAt(start);
  for (const quote of syntax.quotes) {
    if (quote.open !== code) continue;
    const close = findClose(text, start + 1, quote);
    if (close > start + 1) return close + 1;
  }
  return -1;
}

function findClose(text: string, start: number, { open, close }: QuotePair): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === close) return at;
    if (code === open) return -1;
  }
  return -1;
}
