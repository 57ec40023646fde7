import type { TimeWindow } from './time-window.js';

/** How time is cut into buckets. */
export interface Buckets {
  /** The width; for calendar buckets the usual one. */
  readonly intervalSeconds: number;
  /** The start of the bucket that holds a second. */
  readonly startOf: (seconds: number) => number;
  /** The start of the bucket after the one that starts at `start`. */
  readonly next: (start: number) => number;
}

/** Calendar units of `.rollup(sum, daily)`. */
export type CalendarUnit = 'daily' | 'weekly' | 'monthly';

/** Buckets of a fixed width, aligned to the epoch. */
export function fixedBuckets(intervalSeconds: number): Buckets {
  return {
    intervalSeconds,
    startOf: (seconds) => Math.floor(seconds / intervalSeconds) * intervalSeconds,
    next: (start) => start + intervalSeconds,
  };
}

/** Days, weeks from Monday, or months that begin at an hour of a time zone. */
export function calendarBuckets(unit: CalendarUnit, startHour: number, timeZone: string): Buckets {
  const days = { daily: 1, weekly: 7, monthly: 30 }[unit];
  const startOf = (seconds: number): number => {
    const local = toLocal(seconds, timeZone) - startHour * 3600;
    return toUtc(calendarStart(unit, local) + startHour * 3600, timeZone);
  };
  return {
    intervalSeconds: days * 86_400,
    startOf,
    // Half a unit past the end lands in the next bucket whatever daylight saving or the length of the month does.
    next: (start) => startOf(start + (unit === 'monthly' ? 45 : days * 1.5) * 86_400),
  };
}

/** The starts of all buckets that touch the window and have begun by now. */
export function bucketStarts(buckets: Buckets, { fromSeconds, toSeconds, nowSeconds }: TimeWindow): number[] {
  const starts: number[] = [];
  for (
    let start = buckets.startOf(fromSeconds);
    start < toSeconds && start <= nowSeconds;
    start = buckets.next(start)
  ) {
    starts.push(start);
  }
  return starts;
}

function calendarStart(unit: CalendarUnit, localSeconds: number): number {
  const day = Math.floor(localSeconds / 86_400);
  if (unit === 'monthly') {
    const date = new Date(day * 86_400_000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 1000;
  }
  // The epoch was a Thursday, three days after a Monday.
  return (unit === 'weekly' ? Math.floor((day + 3) / 7) * 7 - 3 : day) * 86_400;
}

function toLocal(seconds: number, timeZone: string): number {
  return seconds + offsetSeconds(seconds, timeZone);
}

function toUtc(localSeconds: number, timeZone: string): number {
  const guess = localSeconds - offsetSeconds(localSeconds, timeZone);
  return localSeconds - offsetSeconds(guess, timeZone);
}

function offsetSeconds(seconds: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    seconds * 1000,
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
