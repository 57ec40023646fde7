import type { MetricValue } from '@dogwatch/messages';

/** A value with where it comes from; `Origin` is how the caller names the moment of it, such as a trace. */
export interface StoredValue<Origin> {
  readonly value: MetricValue;
  readonly source: 'leader' | 'resource';
  /** In what the leader got it, when it said so. */
  readonly origin?: Origin;
}

/** The newest that is known of every DatadogMetric, by `namespace/name`. */
export interface ValueStore<Origin> {
  get(key: string): StoredValue<Origin> | undefined;
  /** Takes a value from the leader, unless a newer one is known. */
  put(value: MetricValue, origin: Origin | undefined): void;
  /** Forgets what the leader said of a metric. */
  remove(key: string): void;
  /** Keys of what the leader has said. */
  leaderKeys(): Iterable<string>;
  /** How many metrics are known from the leader and from resources. */
  sizes(): { readonly leader: number; readonly resources: number };
}

/** How the store names a metric. */
export function toValueKey({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/**
 * Merges two views of the same metrics: what the leader publishes and what stands in the status of the resources
 * (`resources`, kept up to date by its owner). The newer attempt wins, so either may be away.
 */
export function createValueStore<Origin>(
  resources: ReadonlyMap<string, MetricValue>,
  nowMillis: () => number,
): ValueStore<Origin> {
  const fromLeader = new Map<string, StoredValue<Origin>>();
  return {
    get: (key) => {
      const leader = fromLeader.get(key);
      const resource = resources.get(key);
      if (resource === undefined) return leader;
      if (leader !== undefined && !isOlder(leader.value, resource, nowMillis())) return leader;
      return { value: resource, source: 'resource' };
    },
    put: (value, origin) => {
      const key = toValueKey(value);
      const known = fromLeader.get(key);
      if (known !== undefined && isOlder(value, known.value, nowMillis())) return;
      const isSameAttempt = known?.value.updatedAtMillis === value.updatedAtMillis;
      const span = origin ?? (isSameAttempt ? known?.origin : undefined);
      fromLeader.set(key, { value, source: 'leader', ...(span !== undefined && { origin: span }) });
    },
    remove: (key) => void fromLeader.delete(key),
    leaderKeys: () => fromLeader.keys(),
    sizes: () => ({ leader: fromLeader.size, resources: resources.size }),
  };
}

const toleratedSkewMillis = 5000;

/**
 * Whether `one` tells of an earlier attempt than `other`. Attempts bear the time of the leader that made them. One from the
 * future was made by a leader whose clock is fast, perhaps not the present one; then the data point, which Datadog has dated,
 * tells more.
 */
function isOlder(one: MetricValue, other: MetricValue, nowMillis: number): boolean {
  const newestMillis = Math.max(one.updatedAtMillis, other.updatedAtMillis);
  if (newestMillis <= nowMillis + toleratedSkewMillis) return one.updatedAtMillis < other.updatedAtMillis;
  return (one.dataTimeSeconds ?? 0) < (other.dataTimeSeconds ?? 0);
}
