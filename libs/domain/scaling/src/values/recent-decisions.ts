/** A decision that was made so many times in a row, the last time as it stands here. */
export type Repeated<Decision> = Decision & { readonly times: number };

/** The last decisions on each of many things. */
export interface RecentDecisions<Decision> {
  record(key: string, decision: Decision): void;
  /** Newest first. */
  of(key: string): readonly Repeated<Decision>[];
}

/** How much is remembered. */
export interface RecentDecisionsOptions<Decision> {
  /** Different decisions for each key. */
  readonly perKey: number;
  /** Beyond that, the key that was first recorded longest ago is forgotten. */
  readonly maxKeys: number;
  /** Whether two decisions in a row count as one made twice. */
  readonly isSame: (one: Decision, other: Decision) => boolean;
}

/** Remembers the last decisions, within bounds. */
export function createRecentDecisions<Decision>(options: RecentDecisionsOptions<Decision>): RecentDecisions<Decision> {
  const { perKey, maxKeys, isSame } = options;
  const byKey = new Map<string, Repeated<Decision>[]>();
  return {
    record: (key, decision) => {
      const known = byKey.get(key);
      if (known === undefined) {
        byKey.set(key, [{ ...decision, times: 1 }]);
        const [oldest] = byKey.keys();
        if (byKey.size > maxKeys && oldest !== undefined) byKey.delete(oldest);
        return;
      }
      const last = known.at(-1);
      const times = last !== undefined && isSame(last, decision) ? last.times + 1 : 1;
      if (times > 1) known.pop();
      else if (known.length >= perKey) known.shift();
      known.push({ ...decision, times });
    },
    of: (key) => (byKey.get(key) ?? []).toReversed(),
  };
}
