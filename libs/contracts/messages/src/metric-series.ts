import { z } from 'zod';
import { defineSubject } from './subject.js';

/**
 * What a want is known by: equal fields are one want, polled once for all who want it. `query` counts as it is written; it may
 * hold several queries with commas between them.
 */
const wantKey = {
  /** Whose keys and rate limit; `default` is the organization of the poller's own keys. */
  org: z.string(),
  query: z.string(),
  /** Length of the query window, seconds; asked for as it is, not widened. */
  ageSeconds: z.number().int().nonnegative(),
  /** The window ends this many seconds ago. */
  offsetSeconds: z.number().int().nonnegative(),
};

/** How many points of each series travel, unless a want says otherwise. */
export const defaultSeriesPoints = 10;

/**
 * Event to the leading metrics-poller: somebody wants this query polled with the keys of `org`. The first one has it asked for
 * within a tenth of a second, every further one prolongs it. Send it again before it expires, and at once when a
 * `metricSeriesUpdated` has an epoch not seen before, for a new leader knows no wants.
 */
export const metricWanted = z.object({
  ...wantKey,
  /** Unix seconds after which the sender does not want it any more. More than an hour ahead counts as an hour. */
  expiresAtSeconds: z.number().int(),
  /**
   * `attemptedAtMillis` of the answer that the sender has; left out when it has none. If the poller has another one it publishes it
   * again at once; so who comes late, or has lost a message, is served without a call to Datadog.
   */
  heardAtMillis: z.number().int().nonnegative().optional(),
  /** Most points of each series that the sender needs, from the last that has a value backwards; default `defaultSeriesPoints`. */
  points: z.number().int().min(1).max(1000).optional(),
});
export type MetricWanted = z.infer<typeof metricWanted>;

/** One series of an answer. */
export const metricSeries = z.object({
  /** Its tags as Datadog prints them, such as `host:a,service:b`; `*` for all. May be cut off. */
  scope: z.string(),
  /**
   * The last points, oldest first: Unix seconds and value, null for a gap. Gaps after the last value are left out; a series that
   * has no value keeps its last gaps.
   */
  points: z.array(z.tuple([z.number().int(), z.number().nullable()])),
  /** How many points there were up to the last one in `points`; more than `points` holds when older ones are left out. */
  pointCount: z.number().int(),
});
export type MetricSeries = z.infer<typeof metricSeries>;

/** What Datadog said of its rate limit, or what the poller's own budget holds back for. */
export const metricRateLimit = z.object({
  /** Calls per period; null when not told. */
  limit: z.number().nullable(),
  periodSeconds: z.number().nullable(),
  /** Unix milliseconds before which nothing is asked for; null when not told. */
  retryAtMillis: z.number().int().nullable(),
});
export type MetricRateLimit = z.infer<typeof metricRateLimit>;

/** All that the leader knows of one want. It replaces what was heard of the want before. */
export const metricSeriesAnswer = z.object({
  ...wantKey,
  /** When the last attempt ended, or the want was refused, Unix milliseconds; never 0. */
  attemptedAtMillis: z.number().int(),
  /** Why the last attempt gave no series, CamelCase, such as `UnknownOrg` or `RateLimited`; empty when it gave `series`. */
  reason: z.string(),
  /** `reason` in words; empty when the attempt gave `series`. */
  message: z.string(),
  /** HTTP status of the last attempt; null when Datadog did not answer or was not asked. */
  httpStatus: z.number().int().nullable(),
  /** Only with the reason `RateLimited`. */
  rateLimit: metricRateLimit.nullable(),
  /** When Datadog gave `series`, Unix milliseconds; 0 before the first time. Older than `attemptedAtMillis` while attempts fail. */
  answeredAtMillis: z.number().int(),
  /** All series of the last answer of Datadog, in its order, kept while attempts fail. Empty when there are none. */
  series: z.array(metricSeries),
});
export type MetricSeriesAnswer = z.infer<typeof metricSeriesAnswer>;

/**
 * Event, leading metrics-poller to everybody: answers to wants of one organization, each after every attempt and when a want asks
 * for it. An answer never spans two messages. Without answers, to `default`, when a replica begins to lead and then once a
 * refresh period as a sign of life: who has heard nothing for three periods may say that nobody leads.
 */
export const metricSeriesUpdated = z.object({
  /** Names one leadership. */
  epoch: z.string(),
  sentAtMillis: z.number().int(),
  /** Time between two attempts. Renew wants once in it, with an expiry of at least three. */
  refreshPeriodSeconds: z.number().positive(),
  answers: z.array(metricSeriesAnswer),
});
export type MetricSeriesUpdated = z.infer<typeof metricSeriesUpdated>;

/** Subject of `metricWanted`. */
export const metricWantedSubject = defineSubject<'org'>('v1.metric.wanted.{org}');
/** Subject of `metricSeriesUpdated`. */
export const metricSeriesUpdatedSubject = defineSubject<'org'>('v1.metric.series.updated.{org}');
