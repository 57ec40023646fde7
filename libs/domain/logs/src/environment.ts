import type { Attributes } from './log.js';

/** What the rules need from outside; everything else about them is decided by pipelines and logs alone. */
export interface LogsEnvironment {
  /** The reference time for dates without a year or day, milliseconds since 1970. */
  nowMillis(): number;
  /**
   * How far local time in a tz database zone (or `EST`-like abbreviation) is ahead of UTC at a moment, in milliseconds;
   * `undefined` when there is no such zone.
   */
  zoneOffsetMillis(zone: string, epochMillis: number): number | undefined;
  /** What a GeoIP database knows about a valid address, in the shape of Datadog's GeoIP processor; `undefined`: nothing. */
  lookUpIp?(address: string): Attributes | undefined;
  /** What a user agent says, in the shape of Datadog's user-agent processor. Without it user agents are left alone. */
  parseUserAgent?(text: string): Attributes;
  /** The value of a row of a reference table, by its key; `undefined` when there is none. */
  lookUpReference?(table: string, key: string): string | undefined;
}

/**
 * Called before a user's regular expression runs that cannot be bounded otherwise, with the rule's place. Who runs logs
 * under a watchdog learns from it which rule was at work when the time was up. See `ExecutionCursor`.
 */
export interface ExecutionCursor {
  /** The place of the rule at work, such as `pipelines[2].processors[0] rule access.common`. */
  at: string | undefined;
}
