import { failHere, isBlank, skipBlanks, takeText, type TextCursor } from '../text-cursor.js';
import type { FilterBound, FilterField, FilterNode, FilterReserved, FilterValue } from './ast.js';
import { parseQuotablePath } from './quotable-path.js';
import { plainText, readQuoted, readWord } from './read-word.js';

const words: FilterField = { kind: 'words' };

/** Whether a value stands here that needs no key before it: a quoted text, a range or a comparison. */
export function isAtValue({ text, at }: TextCursor): boolean {
  return '"[{<>'.includes(text[at] ?? ' ');
}

/** Reads a key with its colon, whose value follows, or a whole term: a word of the message, `CIDR(…)`, `_exists_:key`. */
export function parseKeyOrWord(cursor: TextCursor): FilterNode | { readonly field: FilterField } | undefined {
  const start = cursor.at;
  const parts = readWord(cursor, ':');
  if (parts === undefined) return undefined;
  if (parts.length === 0) return failHere(cursor, "a word, a quoted text, a key such as @path: or '('");
  const key = plainText(parts);
  if (key === 'CIDR' && cursor.text[cursor.at] === '(') return parseCidr(cursor, start);
  if (!takeText(cursor, ':')) return term(cursor, start, words, { kind: 'pattern', parts });
  if (key === undefined)
    return failHere(cursor, 'a key without wildcards; a filter cannot search all attributes', start);
  if (key === '_exists_' || key === '_missing_') return parsePresence(cursor, start, key);
  return key === '@' ? failHere(cursor, 'the path of an attribute after @', start) : { field: toField(key) };
}

/** Reads what a field shall be: text with or without quotes, `*`, a range, a comparison. */
export function parseValue(cursor: TextCursor, field: FilterField): FilterNode | undefined {
  const start = cursor.at;
  const value = readValue(cursor);
  return value && term(cursor, start, field, value);
}

function term(cursor: TextCursor, start: number, field: FilterField, value: FilterValue): FilterNode {
  const span = { start, end: cursor.at };
  const isAnything =
    value.kind === 'pattern' && value.parts.every((part) => part.kind === 'wildcard' && part.wildcard === '*');
  if (!isAnything) return { kind: 'term', field, value, span };
  return field.kind === 'words'
    ? { kind: 'everything', span }
    : { kind: 'term', field, value: { kind: 'exists' }, span };
}

function readValue(cursor: TextCursor): FilterValue | undefined {
  const character = cursor.text[cursor.at];
  if (character === '"') {
    const text = readQuoted(cursor);
    return text === undefined ? undefined : { kind: 'pattern', parts: [{ kind: 'text', text }] };
  }
  if (character === '[' || character === '{') return readRange(cursor, character === '[');
  if (character === '<' || character === '>') return readComparison(cursor, character);
  const parts = readWord(cursor, '');
  if (parts?.length === 0) return failHere(cursor, 'a value: a word, a quoted text, a range or a comparison');
  return parts && { kind: 'pattern', parts };
}

function readRange(cursor: TextCursor, isFromInclusive: boolean): FilterValue | undefined {
  const start = cursor.at;
  cursor.at += 1;
  skipBlanks(cursor);
  const from = readBound(cursor, isFromInclusive);
  if (from === undefined) return undefined;
  if (!skipBlanks(cursor) || !takeText(cursor, 'TO') || !isBlank(cursor.text[cursor.at]))
    return failHere(cursor, 'TO and the upper end of the range, as in [1 TO 5]');
  skipBlanks(cursor);
  const to = readBound(cursor, true);
  if (to === undefined) return undefined;
  skipBlanks(cursor);
  const close = cursor.text[cursor.at];
  if (close !== ']' && close !== '}')
    return failHere(cursor, `a ']' or '}' for the range that starts at offset ${start}`);
  cursor.at += 1;
  return { kind: 'range', from: from.bound, to: to.bound && { ...to.bound, isInclusive: close === ']' } };
}

function readComparison(cursor: TextCursor, sign: '<' | '>'): FilterValue | undefined {
  cursor.at += 1;
  const isInclusive = takeText(cursor, '=');
  skipBlanks(cursor);
  const start = cursor.at;
  const end = readBound(cursor, isInclusive);
  if (end === undefined) return undefined;
  if (end.bound === undefined) return failHere(cursor, 'a number or text to compare with', start);
  return sign === '>'
    ? { kind: 'range', from: end.bound, to: undefined }
    : { kind: 'range', from: undefined, to: end.bound };
}

/** An object around the bound, as an open end (`*`) is no failure. */
function readBound(cursor: TextCursor, isInclusive: boolean): { readonly bound: FilterBound | undefined } | undefined {
  const start = cursor.at;
  if (cursor.text[start] === '"') {
    const text = readQuoted(cursor);
    return text === undefined ? undefined : { bound: { text, isQuoted: true, isInclusive } };
  }
  const parts = readWord(cursor, ']}');
  if (parts === undefined) return undefined;
  const text = plainText(parts);
  if (text === '') return failHere(cursor, 'a number, a text or * as the end of the range');
  if (text !== undefined) return { bound: { text, isQuoted: false, isInclusive } };
  if (cursor.text.slice(start, cursor.at) === '*') return { bound: undefined };
  return failHere(cursor, 'an end of the range without wildcards, or * alone', start);
}

function parsePresence(cursor: TextCursor, start: number, key: '_exists_' | '_missing_'): FilterNode | undefined {
  skipBlanks(cursor);
  const parts = readWord(cursor, '');
  const name = parts && plainText(parts);
  if (name === undefined || name === '') return failHere(cursor, `a key such as @path after ${key}:`);
  const operand = term(cursor, start, toField(name), { kind: 'exists' });
  return key === '_exists_' ? operand : { kind: 'not', operand, span: operand.span };
}

function parseCidr(cursor: TextCursor, start: number): FilterNode | undefined {
  const items: string[] = [];
  do {
    cursor.at += 1;
    skipBlanks(cursor);
    const parts = readWord(cursor, ',');
    const item = parts && plainText(parts);
    if (item === undefined || item === '')
      return failHere(cursor, 'an attribute and networks, as in CIDR(@ip,10.0.0.0/8)');
    items.push(item);
    skipBlanks(cursor);
  } while (cursor.text[cursor.at] === ',');
  if (!takeText(cursor, ')')) return failHere(cursor, "',' and a network, or ')'");
  const [key = '', ...networks] = items;
  if (networks.length === 0) return failHere(cursor, 'at least one network, as in CIDR(@ip,10.0.0.0/8)', start);
  const path = parseQuotablePath(key.startsWith('@') ? key.slice(1) : key);
  return { kind: 'cidr', path, networks, span: { start, end: cursor.at } };
}

const reserved: ReadonlySet<string> = new Set<FilterReserved>(['host', 'message', 'service', 'source', 'status']);

function isReserved(key: string): key is FilterReserved {
  return reserved.has(key);
}

function toField(key: string): FilterField {
  if (key.startsWith('@')) return { kind: 'attribute', path: parseQuotablePath(key.slice(1)) };
  if (key === 'tags') return { kind: 'tags' };
  return isReserved(key) ? { kind: 'reserved', name: key } : { kind: 'tag', key };
}
