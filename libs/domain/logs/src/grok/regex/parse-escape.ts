import { type CharSet, charsOf, invert } from './char-set.js';
import { escapedSet, propertySet } from './named-sets.js';
import { RegexSyntaxError, type RegexReader, take, takeMatch } from './reader.js';

const controlLetters: ReadonlyMap<string, number> = new Map([
  ['0', 0],
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
]);

/** Reads an escape that stands for characters, inside or outside of a class; the reader is behind the backslash. */
export function parseCharEscape(reader: RegexReader): CharSet {
  const start = reader.offset - 1;
  const letter = reader.text[reader.offset];
  if (letter === undefined) throw new RegexSyntaxError('a backslash at the end; write \\\\ for a backslash', start);
  if (letter === 'p' || letter === 'P') return parseProperty(reader);
  const code = parseCode(reader);
  if (code !== undefined) return charsOf(String.fromCodePoint(code));
  reader.offset += 1;
  const known = escapedSet(letter) ?? controlSet(letter);
  if (known) return known;
  if (/[A-Za-z0-9]/.test(letter))
    throw new RegexSyntaxError(`\\${letter} is no escape of Java's regular expressions`, start);
  return charsOf(letter);
}

function controlSet(letter: string): CharSet | undefined {
  const unit = controlLetters.get(letter);
  return unit === undefined ? undefined : [unit, unit];
}

/** `\x41`, `\x{41}`, `\u0041`, `\07`, `\cA`. */
function parseCode(reader: RegexReader): number | undefined {
  const hex = takeMatch(reader, /x\{([\da-fA-F]{1,5})\}|x([\da-fA-F]{2})|u([\da-fA-F]{4})/y);
  if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
  const octal = takeMatch(reader, /0([0-3]?[0-7]{1,2})/y);
  if (octal) return Number.parseInt(octal[1] ?? '', 8);
  const control = takeMatch(reader, /c([@-_a-z])/y);
  return control?.[1] === undefined ? undefined : control[1].toUpperCase().charCodeAt(0) ^ 0x40;
}

function parseProperty(reader: RegexReader): CharSet {
  const start = reader.offset - 1;
  const isNegated = !take(reader, 'p') && take(reader, 'P');
  const match = takeMatch(reader, /\{(\^?)([^}]*)\}|([A-Z])/y);
  const set = match && propertySet(match[2] ?? match[3] ?? '');
  if (!set) throw new RegexSyntaxError(`${reader.text.slice(start, reader.offset)} is no Unicode property`, start);
  return isNegated !== (match[1] === '^') ? invert(set) : set;
}
