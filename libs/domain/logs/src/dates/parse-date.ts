import type { LogsEnvironment } from '../environment.js';
import type { AttributeValue } from '../log.js';
import { clearDateFields, createDateFields } from './date-fields.js';
import { englishDateNames, findNameAt } from './date-names.js';
import { countDigits, isBetween, isDigitAt, readDigits, readFractionMillis } from './digits.js';
import { resolveDate } from './resolve-date.js';
import { offsetLength, readOffsetMinutes, utc } from './time-zone.js';

/** Beyond it JavaScript, and every clock, has no dates. */
const mostMillis = 8.64e15;

/**
 * Reads a date as date remappers and preprocessing do, in milliseconds since 1970: ISO 8601 (to the nanosecond, which is cut; UTC
 * without an offset), a number (its fraction is cut) or the digits of an integer as milliseconds, and RFC 3164 (`Nov  3 14:05:00`, without a year). Anything else is
 * `undefined`.
 */
export function parseDate(value: AttributeValue, environment: LogsEnvironment): number | undefined {
  if (typeof value === 'string') return parseDateText(value.trim(), environment);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return toMillis(Math.trunc(Number(value)));
}

function toMillis(value: number): number | undefined {
  return Number.isInteger(value) && Math.abs(value) <= mostMillis ? value : undefined;
}

function parseDateText(text: string, environment: LogsEnvironment): number | undefined {
  if (text.charCodeAt(4) === dash && isDigitAt(text, 0)) return parseIsoDate(text, environment);
  if (isDigitAt(text, text.charCodeAt(0) === dash ? 1 : 0)) {
    return digitsPattern.test(text) ? toMillis(Number(text)) : undefined;
  }
  return parseRfc3164Date(text, environment);
}

const digitsPattern = /^-?\d{1,16}$/;
const dash = 45;
const colon = 58;
const comma = 44;
const point = 46;
const blank = 32;

// reading a date is never interrupted by another, so that one record is enough
const fields = createDateFields();

function parseIsoDate(text: string, environment: LogsEnvironment): number | undefined {
  clearDateFields(fields);
  fields.year = readDigits(text, 0, 4);
  fields.month = readDigits(text, 5, 2);
  fields.day = readDigits(text, 8, 2);
  const isDate = fields.year >= 0 && isBetween(fields.month, 1, 12) && text.charCodeAt(7) === dash && fields.day > 0;
  if (!isDate) return undefined;
  if (text.length > 10) {
    const separator = text.charCodeAt(10) | blank;
    // T, t or a blank
    if (separator !== 116 && separator !== blank) return undefined;
    const end = readTime(text, 11);
    if (end < 0 || !readOffset(text, end)) return undefined;
  }
  return resolveDate(fields, utc, environment);
}

/** Reads `HH:mm`, `HH:mm:ss` or one with a fraction into the fields; gives the place behind it, -1 when there is none. */
function readTime(text: string, at: number): number {
  fields.hour = readDigits(text, at, 2);
  fields.minute = readDigits(text, at + 3, 2);
  const isTime = isBetween(fields.hour, 0, 23) && text.charCodeAt(at + 2) === colon && isBetween(fields.minute, 0, 59);
  if (!isTime) return -1;
  if (text.charCodeAt(at + 5) !== colon) return at + 5;
  fields.second = readDigits(text, at + 6, 2);
  if (!isBetween(fields.second, 0, 60)) return -1;
  const mark = text.charCodeAt(at + 8);
  if (mark !== point && mark !== comma) return at + 8;
  const count = countDigits(text, at + 9, 9);
  if (count === 0) return -1;
  fields.millis = readFractionMillis(text, at + 9, count);
  return at + 9 + count;
}

/** Reads an offset up to the end of the text, or nothing. */
function readOffset(text: string, start: number): boolean {
  const at = text.charCodeAt(start) === blank ? start + 1 : start;
  if (start === text.length) return true;
  const minutes = readOffsetMinutes(text, at);
  if (minutes === undefined) return false;
  fields.offsetMillis = minutes * 60_000;
  return at + offsetLength(text, at) === text.length;
}

function parseRfc3164Date(text: string, environment: LogsEnvironment): number | undefined {
  const month = findNameAt(text, 0, englishDateNames.shortMonths);
  if (month === undefined || text.charCodeAt(3) !== blank) return undefined;
  clearDateFields(fields);
  fields.month = month.number;
  fields.day = readPaddedDay(text);
  const isDay = isBetween(fields.day, 1, 31) && text.charCodeAt(6) === blank;
  return isDay && readTime(text, 7) === text.length ? resolveDate(fields, utc, environment) : undefined;
}

/** A day of two characters, the first of which may be a blank. */
function readPaddedDay(text: string): number {
  return text.charCodeAt(4) === blank ? readDigits(text, 5, 1) : readDigits(text, 4, 2);
}
