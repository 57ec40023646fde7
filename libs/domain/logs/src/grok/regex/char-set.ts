/** A set of UTF-16 code units as ascending, disjoint, not adjacent ranges, flat: `[first, last, first, last, ...]`. */
export type CharSet = readonly number[];

const lastUnit = 0xff_ff;

/** Every code unit. */
export const allChars: CharSet = [0, lastUnit];

/** Brings ranges `[first, last, ...]` in any order into the form of a set. */
export function toCharSet(ranges: readonly number[]): CharSet {
  const pairs: [number, number][] = [];
  for (let index = 0; index < ranges.length; index += 2) pairs.push([ranges[index] ?? 0, ranges[index + 1] ?? 0]);
  pairs.sort(([left], [right]) => left - right);
  const set: number[] = [];
  for (const [first, last] of pairs) {
    const previous = set.at(-1);
    if (previous !== undefined && first <= previous + 1) set[set.length - 1] = Math.max(previous, last);
    else set.push(first, last);
  }
  return set;
}

/** The characters of a text as a set. */
export function charsOf(text: string): CharSet {
  return toCharSet(text.split('').flatMap((char) => [char.charCodeAt(0), char.charCodeAt(0)]));
}

export function unite(...sets: readonly CharSet[]): CharSet {
  return sets.length === 1 && sets[0] ? sets[0] : toCharSet(sets.flat());
}

export function invert(set: CharSet): CharSet {
  const inverted: number[] = [];
  let next = 0;
  for (let index = 0; index < set.length; index += 2) {
    const [first = 0, last = 0] = [set[index], set[index + 1]];
    if (first > next) inverted.push(next, first - 1);
    next = last + 1;
  }
  if (next <= lastUnit) inverted.push(next, lastUnit);
  return inverted;
}

export function intersect(left: CharSet, right: CharSet): CharSet {
  const common: number[] = [];
  let [leftIndex, rightIndex] = [0, 0];
  while (leftIndex < left.length && rightIndex < right.length) {
    const [leftLast = 0, rightLast = 0] = [left[leftIndex + 1], right[rightIndex + 1]];
    const first = Math.max(left[leftIndex] ?? 0, right[rightIndex] ?? 0);
    const last = Math.min(leftLast, rightLast);
    if (first <= last) common.push(first, last);
    if (leftLast <= rightLast) leftIndex += 2;
    else rightIndex += 2;
  }
  return common;
}

export function overlaps(left: CharSet, right: CharSet): boolean {
  return intersect(left, right).length > 0;
}

export function hasChar(set: CharSet, unit: number): boolean {
  for (let index = 0; index < set.length; index += 2)
    if (unit >= (set[index] ?? 0) && unit <= (set[index + 1] ?? 0)) return true;
  return false;
}

/** The one character of the set; `undefined` when it has none or more. */
export function onlyChar(set: CharSet): string | undefined {
  const [first, last] = set;
  return set.length === 2 && first !== undefined && first === last ? String.fromCharCode(first) : undefined;
}

const lowerLetters: CharSet = [0x61, 0x7a];
const upperLetters: CharSet = [0x41, 0x5a];

/** Adds the other case of ASCII letters, which is all that Java's `(?i)` does. */
export function ignoreCase(set: CharSet): CharSet {
  const toUpper = intersect(set, lowerLetters).map((unit) => unit - 0x20);
  const toLower = intersect(set, upperLetters).map((unit) => unit + 0x20);
  return unite(set, toUpper, toLower);
}

/** A set as JavaScript regex source, whatever the flags `u` and `i` of the regex: they are not needed. */
export function printCharSet(set: CharSet): string {
  const single = onlyChar(set);
  if (single !== undefined) return printChar(single.charCodeAt(0));
  const isNegated = set[0] === 0 && set.at(-1) === lastUnit;
  const ranges = isNegated ? invert(set) : set;
  let source = isNegated ? '[^' : '[';
  for (let index = 0; index < ranges.length; index += 2)
    source += printRange(ranges[index] ?? 0, ranges[index + 1] ?? 0);
  return `${source}]`;
}

function printRange(first: number, last: number): string {
  if (first === last) return printChar(first);
  return `${printChar(first)}${last === first + 1 ? '' : '-'}${printChar(last)}`;
}

function printChar(unit: number): string {
  const char = String.fromCharCode(unit);
  if (/[\w !"#%&',:;<=>@_`~]/.test(char)) return char;
  if (unit > 0x20 && unit < 0x7f) return `\\${char}`;
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
