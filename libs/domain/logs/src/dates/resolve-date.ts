import type { LogsEnvironment } from '../environment.js';
import { dayMillis, daysInMonth, floorToDayMillis, startOfDayMillis, toDayOfYear } from './calendar.js';
import type { DateFields } from './date-fields.js';
import { localToEpochMillis, type TimeZone } from './time-zone.js';

/** How far in the future a date without a year may lie before the year before is meant. */
const mostMillisAhead = 183 * dayMillis;

/** Leap days are at most eight years apart. */
const mostYearsBack = 8;

/**
 * The moment that fields name, in milliseconds since 1970; `undefined` when there is none, such as a 30th of February.
 * The zone counts for dates without an offset or zone of their own. A date without a year is the last one that is no more than
 * 183 days in the future; a time without a date, or with a month and a day of the year that contradict each other, is the last
 * one of that time.
 */
export function resolveDate(fields: DateFields, zone: TimeZone, environment: LogsEnvironment): number | undefined {
  const timeMillis = timeOfDayMillis(fields);
  if (fields.year >= 0) return resolveInYear(fields, fields.year, timeMillis, { zone, environment });
  const place = { zone, environment };
  return hasDate(fields) ? resolveYearless(fields, timeMillis, place) : resolveTime(fields, timeMillis, place);
}

interface Place {
  readonly zone: TimeZone;
  readonly environment: LogsEnvironment;
}

function timeOfDayMillis(fields: DateFields): number {
  const { minute, second } = fields;
  return ((hourOf(fields) * 60 + Math.max(minute, 0)) * 60 + Math.max(second, 0)) * 1000 + fields.millis;
}

function hourOf({ hour, halfDay, halfDayHour }: DateFields): number {
  if (hour >= 0) return hour;
  return Math.max(halfDayHour, 0) + (halfDay === 1 ? 12 : 0);
}

/** Whether the fields name a day of some year. */
function hasDate(fields: DateFields): boolean {
  if (fields.dayOfYear < 0) return fields.month >= 0 || fields.day >= 0;
  // a day of the year that no year has in that month
  return (
    fields.month < 0 ||
    isInMonth(fields.dayOfYear, 1971, fields.month) ||
    isInMonth(fields.dayOfYear, 1972, fields.month)
  );
}

function isInMonth(dayOfYear: number, year: number, month: number): boolean {
  const first = toDayOfYear(year, month, 1);
  return dayOfYear >= first && dayOfYear < first + daysInMonth(year, month);
}

function resolveInYear(fields: DateFields, year: number, timeMillis: number, place: Place): number | undefined {
  const dayOfYear = findDayOfYear(fields, year);
  return dayOfYear < 0 ? undefined : toEpochMillis(startOfDayMillis(year, dayOfYear) + timeMillis, fields, place);
}

/** The day of a year that the fields name; -1 when the year does not have it. */
function findDayOfYear({ dayOfYear, month, day }: DateFields, year: number): number {
  if (dayOfYear > 0) {
    if (month > 0 && !isInMonth(dayOfYear, year, month)) return -1;
    return dayOfYear <= toDayOfYear(year, 12, 31) ? dayOfYear : -1;
  }
  const ofMonth = Math.max(month, 1);
  const inMonth = Math.max(day, 1);
  return inMonth <= daysInMonth(year, ofMonth) ? toDayOfYear(year, ofMonth, inMonth) : -1;
}

function resolveYearless(fields: DateFields, timeMillis: number, place: Place): number | undefined {
  const now = place.environment.nowMillis();
  const today = new Date(localNowMillis(now, fields, place));
  if (fields.month < 0 && fields.dayOfYear < 0) fields.month = today.getUTCMonth() + 1;
  const thisYear = today.getUTCFullYear();
  for (let year = thisYear; year >= thisYear - mostYearsBack; year -= 1) {
    const epochMillis = resolveInYear(fields, year, timeMillis, place);
    if (epochMillis !== undefined && epochMillis <= now + mostMillisAhead) return epochMillis;
  }
  return undefined;
}

function resolveTime(fields: DateFields, timeMillis: number, place: Place): number | undefined {
  const now = place.environment.nowMillis();
  const today = floorToDayMillis(localNowMillis(now, fields, place));
  const epochMillis = toEpochMillis(today + timeMillis, fields, place);
  if (epochMillis === undefined || epochMillis <= now) return epochMillis;
  return toEpochMillis(today - dayMillis + timeMillis, fields, place);
}

const utcName = /^(?:UTC|GMT|UT|Z)$/i;

function toEpochMillis(localMillis: number, fields: DateFields, { zone, environment }: Place): number | undefined {
  if (fields.offsetMillis !== undefined) return localMillis - fields.offsetMillis;
  if (fields.zone !== undefined) {
    return utcName.test(fields.zone) ? localMillis : localToEpochMillis(localMillis, fields.zone, environment);
  }
  return 'zone' in zone ? localToEpochMillis(localMillis, zone.zone, environment) : localMillis - zone.offsetMillis;
}

function localNowMillis(now: number, fields: DateFields, { zone, environment }: Place): number {
  if (fields.offsetMillis !== undefined) return now + fields.offsetMillis;
  const name = fields.zone ?? ('zone' in zone ? zone.zone : undefined);
  if (name === undefined) return now + ('zone' in zone ? 0 : zone.offsetMillis);
  return now + (environment.zoneOffsetMillis(name, now) ?? 0);
}
