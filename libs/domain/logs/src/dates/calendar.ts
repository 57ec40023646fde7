const dayMillis = 86_400_000;
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** Whether a year of the Gregorian calendar has a 29th of February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** How many days a month (1 to 12) of a year has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number of a day in its year: 1 for the first of January. */
export function toDayOfYear(year: number, month: number, day: number): number {
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return (daysBeforeMonth[month - 1] ?? 0) + leapDay + day;
}

/**
 * Milliseconds since 1970 at the start of a day of a year (1 for the first of January), in UTC. Takes every year as it is:
 * `Date.UTC` reads 13 as 1913.
 */
export function startOfDayMillis(year: number, dayOfYear: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  // 719,162 days lie between the first of January of the year 1 and of 1970
  return (before * 365 + leapDays - 719_162 + dayOfYear - 1) * dayMillis;
}

/** The start of the day that a moment lies in, in UTC; milliseconds since 1970. */
export function floorToDayMillis(epochMillis: number): number {
  return Math.floor(epochMillis / dayMillis) * dayMillis;
}

export { dayMillis };
