import { type CharSet, invert, toCharSet, unite } from './char-set.js';

const digits: CharSet = [0x30, 0x39];
const lower: CharSet = [0x61, 0x7a];
const upper: CharSet = [0x41, 0x5a];
const letters = unite(lower, upper);
const alphanumeric = unite(letters, digits);
const wordChars = unite(alphanumeric, [0x5f, 0x5f]);
/** As in Java: without Unicode's blanks. */
const spaces: CharSet = [0x09, 0x0d, 0x20, 0x20];
const horizontalSpaces = toCharSet([
  0x09, 0x09, 0x20, 0x20, 0xa0, 0xa0, 0x16_80, 0x16_80, 0x18_0e, 0x18_0e, 0x20_00, 0x20_0a, 0x20_2f, 0x20_2f, 0x20_5f,
  0x20_5f, 0x30_00, 0x30_00,
]);
const verticalSpaces: CharSet = [0x0a, 0x0d, 0x85, 0x85, 0x20_28, 0x20_29];
const visible: CharSet = [0x21, 0x7e];
const punctuation: CharSet = [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e];
const hexDigits = unite(digits, [0x61, 0x66], [0x41, 0x46]);
const controls: CharSet = [0, 0x1f, 0x7f, 0x7f];

/** What `.` stands for without `(?s)`: anything but Java's line ends. */
export const notLineEnds = invert([0x0a, 0x0a, 0x0d, 0x0d, 0x85, 0x85, 0x20_28, 0x20_29]);

/** Letter -> the set of `\d` and its like; the capital letter is the complement. */
const escapes: ReadonlyMap<string, CharSet> = new Map([
  ['d', digits],
  ['h', horizontalSpaces],
  ['s', spaces],
  ['v', verticalSpaces],
  ['w', wordChars],
]);

/** The set of `\d`, `\W` and their like; `undefined` for other letters. */
export function escapedSet(letter: string): CharSet | undefined {
  const set = escapes.get(letter);
  if (set) return set;
  const inverted = escapes.get(letter.toLowerCase());
  return inverted && invert(inverted);
}

/** Names of `[[:alpha:]]` and, in any case, of `\p{Alpha}`. */
const posixSets: ReadonlyMap<string, CharSet> = new Map<string, CharSet>([
  ['alnum', alphanumeric],
  ['alpha', letters],
  ['ascii', [0, 0x7f]],
  ['blank', [0x09, 0x09, 0x20, 0x20]],
  ['cntrl', controls],
  ['digit', digits],
  ['graph', visible],
  ['lower', lower],
  ['print', [0x20, 0x7e]],
  ['punct', punctuation],
  ['space', spaces],
  ['upper', upper],
  ['word', wordChars],
  ['xdigit', hexDigits],
]);

/** The set of `[:name:]`. */
export function posixSet(name: string): CharSet | undefined {
  return posixSets.get(name);
}

const surrogates: CharSet = [0xd8_00, 0xdf_ff];

/**
 * The set of `\p{name}`: Java's POSIX names, `IsGreek`, `InGreek`, or what JavaScript knows (`L`, `Lu`, `Script=Greek`).
 * Characters beyond U+FFFF are in none, as the halves they are stored in belong to no category that is meant.
 */
export function propertySet(name: string): CharSet | undefined {
  const posix = /^[A-Z][A-Za-z]{2,}$/.test(name) ? posixSets.get(name.toLowerCase()) : undefined;
  if (posix) return posix;
  const bare = name.replace(/^I[sn](?=[A-Z])/, '');
  const pattern = propertyPattern(bare) ?? propertyPattern(`Script=${bare}`);
  return pattern ? scanUnits(pattern) : posixSets.get(bare.toLowerCase());
}

function propertyPattern(name: string): RegExp | undefined {
  if (!/^[\w=]+$/.test(name)) return undefined;
  try {
    return new RegExp(`^\\p{${name}}$`, 'u');
  } catch {
    return undefined;
  }
}

function scanUnits(pattern: RegExp): CharSet {
  const units: number[] = [];
  for (let unit = 0; unit <= 0xff_ff; unit += 1) {
    if (unit === surrogates[0]) unit = (surrogates[1] ?? unit) + 1;
    if (pattern.test(String.fromCharCode(unit))) units.push(unit, unit);
  }
  return toCharSet(units);
}
