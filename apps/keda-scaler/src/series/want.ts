import type { MetricWanted } from '@dogwatch/messages';

/** What a query is known by between keda-scaler and metrics-poller. */
export type Want = Pick<MetricWanted, 'ageSeconds' | 'offsetSeconds' | 'org' | 'query'>;

/** One text for each want. */
export function toWantKey({ ageSeconds, offsetSeconds, org, query }: Want): string {
  return `${org} ${ageSeconds} ${offsetSeconds} ${query}`;
}
