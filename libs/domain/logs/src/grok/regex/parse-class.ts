import { type CharSet, charsOf, ignoreCase, intersect, invert, onlyChar, toCharSet, unite } from './char-set.js';
import { posixSet } from './named-sets.js';
import { parseCharEscape } from './parse-escape.js';
import { RegexSyntaxError, type RegexReader, take, takeMatch } from './reader.js';

const maxDepth = 50;

/**
 * Reads a class; the reader is behind its `[`. As in Java a `]` that comes first is a character, a `[` inside starts a class
 * that is united, `&&` intersects; `[:alpha:]` inside is a POSIX class.
 */
export function parseClass(reader: RegexReader, depth = 0): CharSet {
  const start = reader.offset - 1;
  if (depth > maxDepth) throw new RegexSyntaxError(`classes nested more than ${maxDepth} deep`, start);
  const isNegated = take(reader, '^');
  let set: CharSet = take(reader, ']') ? charsOf(']') : [];
  while (!take(reader, ']')) {
    if (reader.offset >= reader.text.length) throw new RegexSyntaxError('a class without its ]', start);
    if (take(reader, '&&')) set = intersect(set, parseRest(reader, depth));
    else set = unite(set, parseItem(reader, depth));
  }
  const folded = reader.flags.ignoresCase ? ignoreCase(set) : set;
  return isNegated ? invert(folded) : folded;
}

/** What follows `&&`, up to the next `&&` or the end of the class. */
function parseRest(reader: RegexReader, depth: number): CharSet {
  let set: CharSet = [];
  while (reader.offset < reader.text.length && !/^(?:\]|&&)/.test(reader.text.slice(reader.offset, reader.offset + 2)))
    set = unite(set, parseItem(reader, depth));
  return set;
}

function parseItem(reader: RegexReader, depth: number): CharSet {
  const posix = takeMatch(reader, /\[:(\^?)(\w+):\]/y);
  if (posix) return parsePosix(posix, reader.offset);
  if (take(reader, '[')) return parseClass(reader, depth + 1);
  const first = parseChar(reader);
  const lower = onlyChar(first);
  if (lower === undefined || !/^-[^\]]/.test(reader.text.slice(reader.offset, reader.offset + 2))) return first;
  return parseRange(reader, lower);
}

function parsePosix(match: RegExpExecArray, offset: number): CharSet {
  const set = posixSet(match[2] ?? '');
  if (!set) throw new RegexSyntaxError(`${match[0]} is no POSIX class`, offset - match[0].length);
  return match[1] === '^' ? invert(set) : set;
}

/** The reader is at the `-` of what may be a range; before a set such as `\d` the `-` is a character. */
function parseRange(reader: RegexReader, lower: string): CharSet {
  const start = reader.offset;
  reader.offset += 1;
  if (reader.text[reader.offset] === '[') return charsOf(`${lower}-`);
  const last = parseChar(reader);
  const upper = onlyChar(last);
  if (upper === undefined) return unite(charsOf(`${lower}-`), last);
  if (upper < lower) throw new RegexSyntaxError(`the range ${lower}-${upper} is backwards`, start - 1);
  return toCharSet([lower.charCodeAt(0), upper.charCodeAt(0)]);
}

function parseChar(reader: RegexReader): CharSet {
  if (take(reader, '\\')) return parseCharEscape(reader);
  const unit = reader.text.charCodeAt(reader.offset);
  reader.offset += 1;
  return [unit, unit];
}
