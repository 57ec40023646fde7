/** How one read of a metric was answered. */
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

/** The last decisions on each metric. */
export interface DecisionLog {
  record(key: string, decision: ServedDecision): void;
  /** Newest first. */
  of(key: string): readonly ServedDecision[];
}

/**
 * Remembers `perMetric` decisions for each of at most `maxMetrics` metrics; beyond that, the metric that was first read
 * longest ago is forgotten.
 */
export function createDecisionLog(perMetric: number, maxMetrics: number): DecisionLog {
  const byKey = new Map<string, ServedDecision[]>();
  return {
    record: (key, decision) => {
      const known = byKey.get(key);
      if (known === undefined) {
        byKey.set(key, [decision]);
        const [oldest] = byKey.keys();
        if (byKey.size > maxMetrics && oldest !== undefined) byKey.delete(oldest);
        return;
      }
      if (known.length >= perMetric) known.shift();
      known.push(decision);
    },
    of: (key) => (byKey.get(key) ?? []).toReversed(),
  };
}
