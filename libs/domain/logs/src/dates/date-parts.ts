import { escapeRegex } from '../escape-regex.js';
import type { DateFields } from './date-fields.js';
import { type DateName, type DateNames, findNameAt } from './date-names.js';
import { countDigits, readDigits, readFractionMillis } from './digits.js';
import { offsetLength, readOffsetMinutes } from './time-zone.js';

/** One part of a date format, ready to work. */
export interface DatePart {
  /** Matches the part; without groups that capture. */
  readonly regex: string;
  /** Reads the part at a place into the fields and gives the place behind it; -1 when it is not there. */
  read(text: string, at: number, fields: DateFields): number;
}

type SetField = (fields: DateFields, value: number) => void;

/** What decides about a part besides its letter and count. */
export interface DatePartContext {
  readonly names: DateNames;
  /** Whether a point of the format follows, which then is none of an abbreviation. */
  readonly isBeforePoint: boolean;
}

type CompilePart = (count: number, context: DatePartContext) => DatePart;

interface NumberRange {
  readonly lowest: number;
  readonly highest: number;
}

/** The field letters that are known, as Joda-Time names them. */
export const datePartsByLetter: ReadonlyMap<string, CompilePart> = new Map<string, CompilePart>([
  ['D', (count) => compileNumber(count, 3, { lowest: 1, highest: 366 }, (fields, value) => (fields.dayOfYear = value))],
  ['E', compileWeekday],
  ['H', (count) => compileNumber(count, 2, { lowest: 0, highest: 23 }, (fields, value) => (fields.hour = value))],
  [
    'K',
    (count) => compileNumber(count, 2, { lowest: 0, highest: 11 }, (fields, value) => (fields.halfDayHour = value)),
  ],
  ['M', compileMonth],
  ['S', compileFraction],
  ['Y', compileYear],
  ['Z', (count) => (count > 2 ? compileZone(zoneIdPattern) : offsetPart)],
  ['a', () => halfDayPart],
  ['d', (count) => compileNumber(count, 2, { lowest: 1, highest: 31 }, (fields, value) => (fields.day = value))],
  ['h', (count) => compileNumber(count, 2, { lowest: 1, highest: 12 }, setHalfDayHour)],
  ['k', (count) => compileNumber(count, 2, { lowest: 1, highest: 24 }, (fields, value) => (fields.hour = value % 24))],
  ['m', (count) => compileNumber(count, 2, { lowest: 0, highest: 59 }, (fields, value) => (fields.minute = value))],
  ['s', (count) => compileNumber(count, 2, { lowest: 0, highest: 60 }, (fields, value) => (fields.second = value))],
  ['y', compileYear],
  ['z', (count) => compileZone(count > 3 ? zoneIdPattern : zoneTextPattern)],
]);

function ignore(): void {
  // a weekday says nothing that the other fields do not
}

function setHalfDayHour(fields: DateFields, value: number): void {
  fields.halfDayHour = value % 12;
}

function setMonth(fields: DateFields, value: number): void {
  fields.month = value;
}

/** Text that stands for itself. */
export function compileLiteral(literal: string): DatePart {
  const regex = escapeRegex(literal);
  const { length } = literal;
  if (length > 1) return { regex, read: (text, at) => (text.startsWith(literal, at) ? at + length : -1) };
  const code = literal.charCodeAt(0);
  return { regex, read: (text, at) => (text.charCodeAt(at) === code ? at + 1 : -1) };
}

/** One letter takes as many digits as there are, up to `most`; several letters take that many. */
function compileNumber(count: number, most: number, range: NumberRange, set: SetField): DatePart {
  const { lowest, highest } = range;
  const readNumber = (text: string, at: number, width: number, fields: DateFields): number => {
    const value = readDigits(text, at, width);
    if (width === 0 || value < lowest || value > highest) return -1;
    set(fields, value);
    return at + width;
  };
  return count === 1
    ? { regex: `\\d{1,${most}}`, read: (text, at, fields) => readNumber(text, at, countDigits(text, at, most), fields) }
    : { regex: `\\d{${count}}`, read: (text, at, fields) => readNumber(text, at, count, fields) };
}

const widthOfYear = 4;
const firstYearOfCentury = 70;

function compileYear(count: number): DatePart {
  if (count === 2) {
    return compileNumber(2, 2, { lowest: 0, highest: 99 }, (fields, value) => {
      fields.year = value + (value < firstYearOfCentury ? 2000 : 1900);
    });
  }
  const width = Math.max(count, widthOfYear);
  return compileNumber(width, width, { lowest: 0, highest: 9999 }, (fields, value) => (fields.year = value));
}

function compileMonth(count: number, { names, isBeforePoint }: DatePartContext): DatePart {
  if (count < 3) return compileNumber(count, 2, { lowest: 1, highest: 12 }, setMonth);
  return count === 3
    ? compileName(names.shortMonths, setMonth, names.hasPoints && !isBeforePoint)
    : compileName(names.longMonths, setMonth, false);
}

function compileWeekday(count: number, { names, isBeforePoint }: DatePartContext): DatePart {
  return count > 3
    ? compileName(names.longWeekdays, ignore, false)
    : compileName(names.shortWeekdays, ignore, names.hasPoints && !isBeforePoint);
}

function compileName(names: readonly DateName[], set: SetField, mayEndInPoint: boolean): DatePart {
  return {
    regex: `(?:${names.map(toNameRegex).join('|')})${mayEndInPoint ? '\\.?' : ''}`,
    read(text, at, fields) {
      const name = findNameAt(text, at, names);
      if (name === undefined) return -1;
      set(fields, name.number);
      const end = at + name.lower.length;
      return mayEndInPoint && text.charAt(end) === '.' ? end + 1 : end;
    },
  };
}

function toNameRegex({ lower, upper }: DateName): string {
  const letters = Array.from({ length: lower.length }, (_, index) => {
    const [one, other] = [lower.charAt(index), upper.charAt(index)];
    return one === other ? escapeRegex(one) : `[${other}${one}]`;
  });
  return letters.join('');
}

function compileFraction(count: number): DatePart {
  return {
    regex: `\\d{${count}}`,
    read(text, at, fields) {
      fields.millis = readFractionMillis(text, at, count);
      return fields.millis < 0 ? -1 : at + count;
    },
  };
}

const halfDayPart: DatePart = {
  regex: '[AaPp][Mm]',
  read(text, at, fields) {
    const isMorning = text.charAt(at).toLowerCase() === 'a';
    fields.halfDay = isMorning ? 0 : 1;
    return at + 2;
  },
};

const offsetPattern = '(?:[Zz]|[+-]\\d{2}:?\\d{2})';

const offsetPart: DatePart = { regex: offsetPattern, read: readOffset };

function readOffset(text: string, at: number, fields: DateFields): number {
  const minutes = readOffsetMinutes(text, at);
  if (minutes === undefined) return -1;
  fields.offsetMillis = minutes * 60_000;
  return at + offsetLength(text, at);
}

const zoneTextPattern = '[A-Za-z]+(?:\\/[A-Za-z_]+)*';
const zoneIdPattern = '[A-Za-z][A-Za-z0-9_]*(?:[\\/+\\-][A-Za-z0-9_]+)*';

/** The name of a zone, or an offset in its place. */
function compileZone(name: string): DatePart {
  const pattern = new RegExp(name, 'y');
  return {
    regex: `(?:${name}|[+-]\\d{2}:?\\d{2})`,
    read(text, at, fields) {
      pattern.lastIndex = at;
      if (!pattern.test(text)) return readOffset(text, at, fields);
      fields.zone = text.slice(at, pattern.lastIndex);
      return pattern.lastIndex;
    },
  };
}
