import type { LogsEnvironment } from '../environment.js';
import type { GrokResult } from '../grok/argument.js';
import { isBetween, readDigits } from './digits.js';

/** A place's time: a fixed distance from UTC, or a zone of the tz database. */
export type TimeZone = { readonly offsetMillis: number } | { readonly zone: string };

/** Coordinated universal time. */
export const utc: TimeZone = { offsetMillis: 0 };

const utcPattern = /^(?:UTC|GMT|UT|Z)$/i;
const offsetPattern = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/i;
const mostHours = 18;

/**
 * Reads a time zone as the date matcher takes it: `UTC`, an offset (`+3`, `+03`, `-0300`, `+03:00`, `UTC+5`; ahead of UTC,
 * at most 18 hours), or a name of the tz database (`Europe/Paris`).
 */
export function parseTimeZone(text: string, environment: LogsEnvironment): GrokResult<TimeZone> {
  const trimmed = text.trim();
  if (utcPattern.test(trimmed)) return { ok: true, value: utc };
  const match = offsetPattern.exec(trimmed);
  if (match !== null) return parseOffset(text, match);
  if (trimmed !== '' && environment.zoneOffsetMillis(trimmed, 0) !== undefined)
    return { ok: true, value: { zone: trimmed } };
  return refuse(text, 'is no time zone');
}

function parseOffset(
  text: string,
  [, sign, hours, minutes = '0', seconds = '0']: RegExpExecArray,
): GrokResult<TimeZone> {
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const isValid = Number(minutes) < 60 && Number(seconds) < 60 && ahead <= mostHours * 3600;
  if (!isValid) return refuse(text, `is no offset of at most ${mostHours} hours`);
  return { ok: true, value: { offsetMillis: (sign === '-' ? -ahead : ahead) * 1000 } };
}

function refuse(text: string, why: string): GrokResult<TimeZone> {
  const message = `the time zone "${text}" ${why}; write UTC, an offset such as +02:00 or UTC+2, or a name such as Europe/Paris`;
  return { ok: false, reason: 'UnknownTimeZone', message };
}

/**
 * Milliseconds since 1970 of a local time, given as if it were UTC; `undefined` when there is no such zone. A time that a
 * clock shows twice is the first one, a time that it skips is read by the offset before the gap.
 */
export function localToEpochMillis(
  localMillis: number,
  zone: string,
  environment: LogsEnvironment,
): number | undefined {
  const dayBefore = environment.zoneOffsetMillis(zone, localMillis - 86_400_000);
  const dayAfter = environment.zoneOffsetMillis(zone, localMillis + 86_400_000);
  if (dayBefore === undefined || dayAfter === undefined) return undefined;
  const early = localMillis - dayBefore;
  if (dayBefore === dayAfter || environment.zoneOffsetMillis(zone, early) === dayBefore) return early;
  const late = localMillis - dayAfter;
  return environment.zoneOffsetMillis(zone, late) === dayAfter ? late : early;
}

/**
 * How far an offset as dates write it (`Z`, `+hhmm`, `+hh:mm`, `+hh`) is ahead of UTC, in minutes; `undefined` when there
 * is none at the place. `offsetLength` says how long it is.
 */
export function readOffsetMinutes(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) return 0;
  if (sign !== 43 && sign !== 45) return undefined;
  const length = offsetLength(text, at);
  const hours = readDigits(text, at + 1, 2);
  const minutes = length > 3 ? readDigits(text, at + length - 2, 2) : 0;
  if (!isBetween(hours, 0, mostHours) || !isBetween(minutes, 0, 59)) return undefined;
  return sign === 45 ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/** How many characters the offset at a place takes, should there be one. */
export function offsetLength(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) return 1;
  if (text.charCodeAt(at + 3) === 58 && readDigits(text, at + 4, 2) >= 0) return 6;
  return readDigits(text, at + 3, 2) >= 0 ? 5 : 3;
}
