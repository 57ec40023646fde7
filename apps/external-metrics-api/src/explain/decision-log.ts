import { createRecentDecisions, type RecentDecisions, type Repeated } from '@dogwatch/scaling';

/** How a read of a metric was answered. */
export interface ServedDecision {
  readonly atMillis: number;
  /** Namespace of the request, which need not be that of the metric. */
  readonly namespace: string;
  /** Name of the metric in the request. */
  readonly metric: string;
  readonly code: number;
  /** The quantity served. */
  readonly value?: string;
  /** Why nothing was served. */
  readonly reason?: string;
  readonly message?: string;
  readonly source?: 'leader' | 'resource';
}

/** A decision that was made so many times in a row, the last time at `atMillis`. */
export type RepeatedDecision = Repeated<ServedDecision>;

/** The last decisions on each metric. */
export type DecisionLog = RecentDecisions<ServedDecision>;

// longer than any namespace and any name of a metric, but callers can ask for anything
const maxNameLength = 512;

/**
 * Remembers `perMetric` different decisions for each of at most `maxMetrics` metrics; beyond that, the metric that was first
 * read longest ago is forgotten.
 */
export function createDecisionLog(perMetric: number, maxMetrics: number): DecisionLog {
  const recent = createRecentDecisions<ServedDecision>({ perKey: perMetric, maxKeys: maxMetrics, isSame });
  return {
    record: (key, decision) => {
      if (decision.namespace.length > maxNameLength || decision.metric.length > maxNameLength) return;
      recent.record(key, decision);
    },
    of: (key) => recent.of(key),
  };
}

function isSame(one: ServedDecision, other: ServedDecision): boolean {
  return (
    one.value === other.value &&
    one.reason === other.reason &&
    one.code === other.code &&
    one.namespace === other.namespace &&
    one.metric === other.metric &&
    one.source === other.source
  );
}
