import type { MetricSeriesAnswer } from '@dogwatch/messages';
import type { SpanContext } from '@opentelemetry/api';
import type { Want } from './want.js';

/** All that is remembered of one query. */
export interface KnownQuery {
  readonly want: Want;
  readonly key: string;
  /** The last that metrics-poller said of it. */
  readonly answer: MetricSeriesAnswer | undefined;
  /** The span in which the answer came. */
  readonly origin: SpanContext | undefined;
  /** Since when it is wanted without a break. */
  readonly wantedSinceMillis: number;
  /** Whether it is still wanted. */
  readonly isWanted: boolean;
  /** When it was last read. */
  readonly readAtMillis: number;
}

/** The same, as its owner changes it. */
export type MutableQuery = { -readonly [Field in keyof KnownQuery]: KnownQuery[Field] } & {
  /** Most points that a reader needs. */
  points: number;
  /** Time between the last two reads. */
  gapMillis: number;
  /** When the want was last sent. */
  sentAtMillis: number;
  /** Streams that follow it. */
  followers: Set<() => void>;
};

/** Reads so close together are one: KEDA asks for value and activity one after the other. */
const sameReadMillis = 2000;
const missedReads = 3;
const maxLifetimeMillis = 15 * 60_000;

/** A query that nobody has asked for before. */
export function newQuery(want: Want, key: string, nowMillis: number): MutableQuery {
  return {
    want,
    key,
    answer: undefined,
    origin: undefined,
    wantedSinceMillis: nowMillis,
    isWanted: false,
    readAtMillis: nowMillis,
    points: 0,
    gapMillis: 0,
    sentAtMillis: 0,
    followers: new Set(),
  };
}

/** Notes that somebody reads a query and needs so many points; true when metrics-poller has to hear of it. */
export function noteWanted(query: MutableQuery, points: number, nowMillis: number): boolean {
  const gapMillis = nowMillis - query.readAtMillis;
  if (gapMillis > sameReadMillis) query.gapMillis = gapMillis;
  query.readAtMillis = nowMillis;
  const isShort = points > query.points;
  // what is remembered has too few points to answer from
  if (isShort) query.answer = undefined;
  const isNews = isShort || !query.isWanted;
  if (isNews) query.wantedSinceMillis = nowMillis;
  query.points = Math.max(query.points, points);
  query.isWanted = true;
  return isNews;
}

/** Notes what metrics-poller says of a query, and tells its followers. */
export function noteAnswer(query: MutableQuery, answer: MetricSeriesAnswer, origin: SpanContext | undefined): void {
  query.answer = keepSeries(answer, query.answer);
  query.origin = origin;
  for (const follower of query.followers) follower();
}

/** A new leader whose first attempt fails knows no series; those that its predecessor gave still hold. */
function keepSeries(answer: MetricSeriesAnswer, before: MetricSeriesAnswer | undefined): MetricSeriesAnswer {
  const isKnownBetter = before !== undefined && before.answeredAtMillis > answer.answeredAtMillis;
  if (answer.reason === '' || !isKnownBetter) return answer;
  return { ...answer, answeredAtMillis: before.answeredAtMillis, series: before.series };
}

/**
 * Until when a query is wanted: three reads may be missed, with the time between the last two reads or `periodMillis`,
 * whichever is longer, for at most a quarter of an hour; as long as a stream follows it, from now on.
 */
export function wantedUntilMillis(query: MutableQuery, periodMillis: number, nowMillis: number): number {
  const lifetimeMillis = Math.min(missedReads * Math.max(query.gapMillis, periodMillis), maxLifetimeMillis);
  return (query.followers.size > 0 ? nowMillis : query.readAtMillis) + lifetimeMillis;
}
