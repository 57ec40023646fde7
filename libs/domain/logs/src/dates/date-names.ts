import type { GrokResult } from '../grok/argument.js';

/** A name of a month or weekday in both cases, so that text is compared without making any. */
export interface DateName {
  readonly lower: string;
  readonly upper: string;
  /** 1 for January or Monday. */
  readonly number: number;
}

/** What months, weekdays and half days are called in a language. Longer names stand before their beginnings. */
export interface DateNames {
  readonly shortMonths: readonly DateName[];
  readonly longMonths: readonly DateName[];
  readonly shortWeekdays: readonly DateName[];
  readonly longWeekdays: readonly DateName[];
  /** Whether short names are often written with a point. */
  readonly hasPoints: boolean;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The English names; short ones have three letters. */
export const englishDateNames: DateNames = {
  shortMonths: toNames(months.map((name) => name.slice(0, 3))),
  longMonths: toNames(months),
  shortWeekdays: toNames(weekdays.map((name) => name.slice(0, 3))),
  longWeekdays: toNames(weekdays),
  hasPoints: false,
};

/** The names in a language, such as `fr` or `pt_BR`; the point of an abbreviation can be left out in dates. */
export function findDateNames(locale: string): GrokResult<DateNames> {
  const tag = locale.trim().replaceAll('_', '-');
  if (/^en(?:-|$)/i.test(tag)) return { ok: true, value: englishDateNames };
  if (!isKnownLocale(tag)) {
    const message = `the locale "${locale}" is not known; write a language tag such as en, fr or pt-BR`;
    return { ok: false, reason: 'UnknownLocale', message };
  }
  return { ok: true, value: readDateNames(tag) };
}

function isKnownLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function readDateNames(tag: string): DateNames {
  // in many languages a month beside a day is declined: it is read out of a whole date
  const nameOf = (part: 'month' | 'weekday', style: 'short' | 'long', day: number): string => {
    const options = part === 'month' ? { month: style, day: 'numeric' as const } : { weekday: style };
    const parts = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).formatToParts(day);
    return parts.find(({ type }) => type === part)?.value.replace(/\.$/, '') ?? '';
  };
  const monthNames = (style: 'short' | 'long') =>
    toNames(months.map((_, index) => nameOf('month', style, Date.UTC(2024, index, 1))));
  // the first of January 2024 was a Monday
  const weekdayNames = (style: 'short' | 'long') =>
    toNames(weekdays.map((_, index) => nameOf('weekday', style, Date.UTC(2024, 0, index + 1))));
  return {
    shortMonths: monthNames('short'),
    longMonths: monthNames('long'),
    shortWeekdays: weekdayNames('short'),
    longWeekdays: weekdayNames('long'),
    hasPoints: true,
  };
}

function toNames(names: readonly string[]): readonly DateName[] {
  return names
    .map((name, index) => {
      const lower = name.toLowerCase();
      const upper = name.toUpperCase();
      return { lower, upper: upper.length === lower.length ? upper : lower, number: index + 1 };
    })
    .sort((one, other) => other.lower.length - one.lower.length);
}

/** The first of the names that stands at a place, in any case. */
export function findNameAt(text: string, at: number, names: readonly DateName[]): DateName | undefined {
  for (const name of names) if (isNameAt(text, at, name)) return name;
  return undefined;
}

function isNameAt(text: string, at: number, { lower, upper }: DateName): boolean {
  for (let index = 0; index < lower.length; index += 1) {
    const code = text.charCodeAt(at + index);
    if (code !== lower.charCodeAt(index) && code !== upper.charCodeAt(index)) return false;
  }
  return true;
}
