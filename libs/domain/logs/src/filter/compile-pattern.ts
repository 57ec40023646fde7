import type { PatternPart } from './ast.js';

/** Says something about a text, without allocating. */
export type TextTest = (text: string) => boolean;

/** What stands between two `*`: a UTF-16 unit each, -1 where a `?` allows any. */
interface Piece {
  readonly units: readonly number[];
  /** The piece as text, when no `?` is in it. */
  readonly literal: string | undefined;
}

const anyUnit = -1;

/** Compiles a pattern that a whole text must be like. Runs in time linear to the text for each piece between wildcards. */
export function compilePattern(parts: readonly PatternPart[]): TextTest {
  const pieces = toPieces(parts);
  const [first = empty, ...middle] = pieces;
  const last = middle.pop();
  if (last === undefined) return compileWhole(first);
  return compileSimple(first, middle, last) ?? ((text) => isLike(text, first, middle, last));
}

/** The pieces between the `*` of a pattern; an empty one at the start or the end says that a `*` stands there. */
export function splitAtStars(parts: readonly PatternPart[]): readonly (readonly PatternPart[])[] {
  const pieces: PatternPart[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'wildcard' && part.wildcard === '*') pieces.push([]);
    else pieces.at(-1)?.push(part);
  }
  return pieces.filter((piece, index) => piece.length > 0 || index === 0 || index === pieces.length - 1);
}

const empty: Piece = { units: [], literal: '' };

function toPieces(parts: readonly PatternPart[]): readonly Piece[] {
  return splitAtStars(parts).map((piece) => {
    if (piece.length === 0) return empty;
    const units = piece.flatMap((part) => (part.kind === 'text' ? unitsOf(part.text) : [anyUnit]));
    const literal = piece.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    return { units, literal: units.includes(anyUnit) ? undefined : literal };
  });
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (unused, index) => text.charCodeAt(index));
}

function compileWhole(piece: Piece): TextTest {
  const { literal, units } = piece;
  if (literal !== undefined) return (text) => text === literal;
  return (text) => text.length === units.length && isAt(text, piece, 0);
}

/** What the language itself does faster: `text*`, `*text`, `text*text` and `*text*`. */
function compileSimple(first: Piece, middle: readonly Piece[], last: Piece): TextTest | undefined {
  const [only = empty, second] = middle;
  const { literal } = only;
  if (first.literal === undefined || last.literal === undefined || second !== undefined) return undefined;
  if (only === empty) return compileEnds(first.literal, last.literal);
  return first === empty && last === empty && literal !== undefined ? (text) => text.includes(literal) : undefined;
}

function compileEnds(start: string, end: string): TextTest {
  if (start === '') return end === '' ? () => true : (text) => text.endsWith(end);
  if (end === '') return (text) => text.startsWith(start);
  const shortest = start.length + end.length;
  return (text) => text.length >= shortest && text.startsWith(start) && text.endsWith(end);
}

/** To take the first place of each piece is enough: it leaves the most text to the next ones. */
function isLike(text: string, first: Piece, middle: readonly Piece[], last: Piece): boolean {
  if (!isAt(text, first, 0)) return false;
  let at = first.units.length;
  for (const piece of middle) {
    const found = indexOf(text, piece, at);
    if (found < 0) return false;
    at = found + piece.units.length;
  }
  const end = text.length - last.units.length;
  return end >= at && isAt(text, last, end);
}

function indexOf(text: string, piece: Piece, from: number): number {
  if (piece.literal !== undefined) return text.indexOf(piece.literal, from);
  const end = text.length - piece.units.length;
  for (let at = from; at <= end; at += 1) if (isAt(text, piece, at)) return at;
  return -1;
}

function isAt(text: string, { literal, units }: Piece, at: number): boolean {
  if (literal !== undefined) return text.startsWith(literal, at);
  if (at + units.length > text.length) return false;
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index];
    if (unit !== anyUnit && unit !== text.charCodeAt(at + index)) return false;
  }
  return true;
}
