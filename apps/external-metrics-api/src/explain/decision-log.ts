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
export interface RepeatedDecision extends ServedDecision {
  readonly times: number;
}

/** The last decisions on each metric. */
export interface DecisionLog {
  record(key: string, decision: ServedDecision): void;
  /** Newest first. */
  of(key: string): readonly RepeatedDecision[];
}

// longer than any namespace and any name of a metric, but callers can ask for anything
const maxNameLength = 512;

/**
 * Remembers `perMetric` different decisions for each of at most `maxMetrics` metrics; beyond that, the metric that was first
 * read longest ago is forgotten.
 */
export function createDecisionLog(perMetric: number, maxMetrics: number): DecisionLog {
  const byKey = new Map<string, RepeatedDecision[]>();
  return {
    record: (key, decision) => {
      if (decision.namespace.length > maxNameLength || decision.metric.length > maxNameLength) return;
      const known = byKey.get(key);
      if (known === undefined) {
        byKey.set(key, [{ ...decision, times: 1 }]);
        const [oldest] = byKey.keys();
        if (byKey.size > maxMetrics && oldest !== undefined) byKey.delete(oldest);
        return;
      }
      const last = known.at(-1);
      const times = last !== undefined && isSame(last, decision) ? last.times + 1 : 1;
      if (times > 1) known.pop();
      else if (known.length >= perMetric) known.shift();
      known.push({ ...decision, times });
    },
    of: (key) => (byKey.get(key) ?? []).toReversed(),
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
