import type { NatsReason } from '../reasons.js';
import type { NatsCounters } from './nats-link.js';

/** Counts what passes a link. */
export interface TrafficCounters {
  add(what: 'published' | 'received' | 'badPayloads' | 'handlerErrors'): void;
  drop(reason: NatsReason): void;
  snapshot(): NatsCounters;
}

/** Counters that start at zero. */
export function createTrafficCounters(): TrafficCounters {
  const totals = { published: 0, received: 0, badPayloads: 0, handlerErrors: 0 };
  const dropped: Partial<Record<string, number>> = {};
  return {
    add(what) {
      totals[what] += 1;
    },
    drop(reason) {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    },
    snapshot: () => ({ ...totals, dropped: { ...dropped } }),
  };
}
