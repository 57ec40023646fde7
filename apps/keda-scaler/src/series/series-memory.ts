import { defaultSeriesPoints, type MetricSeriesUpdated, type MetricWanted } from '@dogwatch/messages';
import type { SpanContext } from '@opentelemetry/api';
import { createFirstWaits, type FirstWaits } from './first-waits.js';
import { type KnownQuery, noteAnswer, noteWanted } from './known-query.js';
import { type LeaderContact, noContact, toContact } from './leader-contact.js';
import { createQueryTable, type QueryTable } from './query-table.js';
import type { Want } from './want.js';
import { createWantSender, type WantSender } from './want-sender.js';

/** What the memory needs. */
export interface SeriesMemoryOptions {
  readonly send: (wanted: MetricWanted) => void;
  readonly maxQueries: number;
  /** How long the first answer to a query is waited for. */
  readonly firstWaitMillis: number;
  readonly nowMillis: () => number;
}

/** What is wanted of metrics-poller, and what it has said. */
export interface SeriesMemory extends Pick<WantSender, 'sendAll' | 'tend'> {
  readonly waits: Pick<FirstWaits, 'mayWait' | 'wait'>;
  /** Notes that somebody reads a query, and has it polled from now on; undefined when there are too many. */
  read(want: Want, points: number): KnownQuery | undefined;
  /** Keeps a query wanted and calls `onAnswer` at each answer, until the result is called; undefined when there are too many. */
  follow(want: Want, points: number, onAnswer: () => void): (() => void) | undefined;
  find(want: Want): KnownQuery | undefined;
  /**
   * Takes what metrics-poller says, and as long as there is room also what only other replicas have asked for: KEDA may turn to
   * this one at any time.
   */
  take(updated: MetricSeriesUpdated, origin: SpanContext | undefined): void;
  contact(): LeaderContact;
  sizes(): ReturnType<QueryTable['sizes']>;
  /** Ends all waits. */
  stop(): void;
}

/** An empty memory. All readers share what is known of a query, and its first wait. */
export function createSeriesMemory(options: SeriesMemoryOptions): SeriesMemory {
  const { firstWaitMillis, maxQueries, nowMillis } = options;
  const queries = createQueryTable(maxQueries);
  const waits = createFirstWaits(firstWaitMillis, nowMillis);
  let contact = noContact;
  const sender = createWantSender({ ...options, queries, contact: () => contact });

  const read = (want: Want, points: number): KnownQuery | undefined => {
    const query = queries.findOrAdd(want, nowMillis());
    if (query !== undefined && noteWanted(query, points, nowMillis())) sender.send(query);
    return query;
  };

  return {
    ...sender,
    waits,
    read,
    follow: (want, points, onAnswer) => {
      if (read(want, points) === undefined) return undefined;
      queries.find(want)?.followers.add(onAnswer);
      return () => void queries.find(want)?.followers.delete(onAnswer);
    },
    find: (want) => queries.find(want),
    take: (updated, origin) => {
      const isNewLeader = contact.epoch !== updated.epoch;
      contact = toContact(updated, nowMillis());
      for (const answer of updated.answers) {
        const query = queries.findOrRemember(answer, defaultSeriesPoints, nowMillis());
        if (query === undefined) continue;
        noteAnswer(query, answer, origin);
        waits.end(query.key);
      }
      // it knows no wants yet
      if (isNewLeader) sender.sendAll();
    },
    contact: () => contact,
    sizes: () => queries.sizes(),
    stop: () => waits.stop(),
  };
}
