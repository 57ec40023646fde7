import {
  type MetricSeriesAnswer,
  type MetricSeriesUpdated,
  metricSeriesUpdated,
  metricSeriesUpdatedSubject,
  type MetricWanted,
  metricWantedSubject,
} from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';

/** Somebody who wants queries polled and hears the answers. */
export interface WantsListener {
  /** All messages, oldest first. */
  readonly messages: MetricSeriesUpdated[];
  /** The answers to this query, oldest first. */
  answersTo(query: string): readonly MetricSeriesAnswer[];
  /** Resolves when a replica leads and can hear wants. */
  leaderKnown(): Promise<void>;
  want(query: string, more?: Partial<MetricWanted>): void;
}

/** See `WantsListener`; it ends with the link. */
export async function listenForAnswers(link: NatsLink): Promise<WantsListener> {
  const messages: MetricSeriesUpdated[] = [];
  const known = Promise.withResolvers<void>();
  await link
    .subscribeJson(metricSeriesUpdatedSubject, metricSeriesUpdated, (message) => {
      messages.push(message);
      known.resolve();
    })
    .ready();
  return {
    messages,
    answersTo: (query) => messages.flatMap(({ answers }) => answers).filter((answer) => answer.query === query),
    leaderKnown: () => known.promise,
    want(query, more = {}) {
      const expiresAtSeconds = Math.trunc(Date.now() / 1000) + 90;
      const want = { org: 'default', query, ageSeconds: 300, offsetSeconds: 0, expiresAtSeconds, ...more };
      link.publishJson(metricWantedSubject, { org: want.org }, want);
    },
  };
}
