/** What the parts of a date say; -1: it does not say. One record serves a format for good, so that reading allocates nothing. */
export interface DateFields {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  dayOfYear: number;
  hour: number;
  /** 0 to 11, the hour of a half day. */
  halfDayHour: number;
  /** 0 before noon, 1 after it. */
  halfDay: number;
  minute: number;
  second: number;
  millis: number;
  /** How far the date's own offset is ahead of UTC, in milliseconds; `undefined` when it has none. */
  offsetMillis: number | undefined;
  /** The name of a time zone, when the date holds one. */
  zone: string | undefined;
}

/** Fields that say nothing. */
export function createDateFields(): DateFields {
  return {
    year: -1,
    month: -1,
    day: -1,
    dayOfYear: -1,
    hour: -1,
    halfDayHour: -1,
    halfDay: -1,
    minute: -1,
    second: -1,
    millis: 0,
    offsetMillis: undefined,
    zone: undefined,
  };
}

/** Makes fields say nothing again. */
export function clearDateFields(fields: DateFields): void {
  fields.year = -1;
  fields.month = -1;
  fields.day = -1;
  fields.dayOfYear = -1;
  fields.hour = -1;
  fields.halfDayHour = -1;
  fields.halfDay = -1;
  fields.minute = -1;
  fields.second = -1;
  fields.millis = 0;
  fields.offsetMillis = undefined;
  fields.zone = undefined;
}
