import type { MetricSeriesUpdated } from '@dogwatch/messages';

/** How well the leading metrics-poller is heard. */
export interface LeaderContact {
  /** Names its leadership; undefined before it was ever heard. */
  readonly epoch: string | undefined;
  /** When it was last heard; 0 if never. */
  readonly heardAtMillis: number;
  /** Time between two of its attempts. */
  readonly periodMillis: number;
}

/** Nobody was heard yet. */
export const noContact: LeaderContact = { epoch: undefined, heardAtMillis: 0, periodMillis: 30_000 };

const minPeriodMillis = 1000;
const maxPeriodMillis = 10 * 60_000;
/** Who has not been heard for so many periods is silent. */
export const missedPeriods = 3;

/** The contact after one of its messages. */
export function toContact({ epoch, refreshPeriodSeconds }: MetricSeriesUpdated, nowMillis: number): LeaderContact {
  const periodMillis = Math.min(Math.max(refreshPeriodSeconds * 1000, minPeriodMillis), maxPeriodMillis);
  return { epoch, heardAtMillis: nowMillis, periodMillis };
}

/** Whether somebody leads, as far as can be told: three periods of silence say that nobody does. */
export function isLed({ heardAtMillis, periodMillis }: LeaderContact, nowMillis: number): boolean {
  return nowMillis - heardAtMillis <= missedPeriods * periodMillis;
}
