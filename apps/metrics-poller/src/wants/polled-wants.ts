import type { Failure, Want } from '@dogwatch/scaling';
import type { AskResult } from '../poll/run-request.js';

/** Queries that are polled beside the DatadogMetrics, as the poller sees them. No key of theirs is one of a DatadogMetric. */
export interface PolledWants {
  /** Those to ask for now: all, or those that have come since the last call. */
  take(which: 'all' | 'new'): readonly Want[];
  /** When Datadog last answered for this key, Unix milliseconds; 0 if never. */
  answeredAtMillis(key: string): number;
  /** How many points of each series the wants among these keys need; undefined when none of them is a want. */
  seriesPoints(keys: Iterable<string>): number | undefined;
  /** Takes a result; false when the key is not one of a want. */
  applyResult(key: string, result: AskResult): boolean;
  /** Takes that a query cannot be sent; false when the key is not one of a want. */
  refuse(key: string, failure: Failure): boolean;
  /** Publishes what is new. */
  flush(): void;
  /** Forgets what nobody wants any more, and publishes a sign of life. */
  beginPeriod(): void;
}

/** Nobody wants anything. */
export const noWants: PolledWants = {
  take: () => [],
  answeredAtMillis: () => 0,
  seriesPoints: () => undefined,
  applyResult: () => false,
  refuse: () => false,
  flush: () => {},
  beginPeriod: () => {},
};
