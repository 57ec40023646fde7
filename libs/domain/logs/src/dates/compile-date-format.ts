import type { LogsEnvironment } from '../environment.js';
import type { GrokResult } from '../grok/argument.js';
import { clearDateFields, createDateFields } from './date-fields.js';
import { type DateToken, splitDateFormat } from './date-format-tokens.js';
import { type DateNames, englishDateNames, findDateNames } from './date-names.js';
import { compileLiteral, type DatePart, datePartsByLetter } from './date-parts.js';
import { resolveDate } from './resolve-date.js';
import { parseTimeZone, utc } from './time-zone.js';

/** What a format needs besides itself. */
export interface DateFormatOptions {
  /** The zone of dates without one of their own, as `parseTimeZone` reads it; UTC without it. */
  readonly timeZone?: string | undefined;
  /** The language of the names of months and weekdays; English without it. */
  readonly locale?: string | undefined;
  readonly environment: LogsEnvironment;
}

/** A date format, ready to work. */
export interface DateFormat {
  /** Matches dates of this format; without groups that capture, and for case-sensitive use. */
  readonly regex: string;
  /**
   * Milliseconds since 1970 of a text that the regex matches; `undefined` when it names no moment, such as a 30th of February or
   * a zone that does not exist. Allocates nothing but for dates without a year and names of zones.
   */
  parse(text: string): number | undefined;
}

/**
 * Compiles a Joda-style date format. Widths are strict: `dd` takes two digits, `d` one or two, `MMM` three letters, `SSS` three
 * digits. What is wrong is told by letter and offset.
 */
export function compileDateFormat(format: string, options: DateFormatOptions): GrokResult<DateFormat> {
  const { timeZone, locale, environment } = options;
  const names = locale === undefined ? { ok: true as const, value: englishDateNames } : findDateNames(locale);
  if (!names.ok) return names;
  const zone = timeZone === undefined ? { ok: true as const, value: utc } : parseTimeZone(timeZone, environment);
  if (!zone.ok) return zone;
  const parts = compileParts(format, names.value);
  if (!parts.ok) return parts;
  const fields = createDateFields();
  const parse = (text: string): number | undefined => {
    clearDateFields(fields);
    let at = 0;
    for (const part of parts.value) {
      at = part.read(text, at, fields);
      if (at < 0) return undefined;
    }
    return at === text.length ? resolveDate(fields, zone.value, environment) : undefined;
  };
  return { ok: true, value: { regex: parts.value.map(({ regex }) => regex).join(''), parse } };
}

function compileParts(format: string, names: DateNames): GrokResult<readonly DatePart[]> {
  const tokens = splitDateFormat(format);
  if (!tokens.ok) return tokens;
  if (!tokens.value.some((token) => 'letter' in token)) return refuse(format, 'has no field letters');
  const parts: DatePart[] = [];
  for (const [index, token] of tokens.value.entries()) {
    const part = compileToken(token, names, tokens.value[index + 1]);
    if (part === undefined) return refuseToken(format, token);
    parts.push(part);
  }
  return { ok: true, value: parts };
}

function compileToken(token: DateToken, names: DateNames, next: DateToken | undefined): DatePart | undefined {
  if ('literal' in token) return compileLiteral(token.literal);
  const isBeforePoint = next !== undefined && 'literal' in next && next.literal.startsWith('.');
  return datePartsByLetter.get(token.letter)?.(token.count, { names, isBeforePoint });
}

function refuseToken(format: string, token: DateToken): GrokResult<never> {
  if ('literal' in token) return refuse(format, `cannot hold "${token.literal}"`);
  const known = [...datePartsByLetter.keys()].join(' ');
  return refuse(
    format,
    `has the letter "${token.letter}" at offset ${token.offset}, which is no field; fields are ${known}, text stands between quotes: 'T'`,
  );
}

function refuse(format: string, why: string): GrokResult<never> {
  return { ok: false, reason: 'InvalidDateFormat', message: `the date format "${format}" ${why}` };
}
