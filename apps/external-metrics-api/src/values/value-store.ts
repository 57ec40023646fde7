import type { MetricValue } from '@dogwatch/messages';
import type { SpanContext } from '@opentelemetry/api';

/** A value with where it comes from. */
export interface StoredValue {
  readonly value: MetricValue;
  readonly source: 'leader' | 'resource';
  /** The span in which the leader got it, when it said so. */
  readonly origin?: SpanContext;
}

/** The newest that is known of every DatadogMetric, by `namespace/name`. */
export interface ValueStore {
  get(key: string): StoredValue | undefined;
  /** Takes a value from the leader, unless a newer one is known. */
  put(value: MetricValue, origin: SpanContext | undefined): void;
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
export function createValueStore(resources: ReadonlyMap<string, MetricValue>): ValueStore {
  const fromLeader = new Map<string, StoredValue>();
  return {
    get: (key) => {
      const leader = fromLeader.get(key);
      const resource = resources.get(key);
      if (resource === undefined) return leader;
      if (leader !== undefined && leader.value.updatedAtMillis >= resource.updatedAtMillis) return leader;
      return { value: resource, source: 'resource' };
    },
    put: (value, origin) => {
      const key = toValueKey(value);
      const known = fromLeader.get(key);
      if (known !== undefined && known.value.updatedAtMillis > value.updatedAtMillis) return;
      const isSameAttempt = known?.value.updatedAtMillis === value.updatedAtMillis;
      const span = origin ?? (isSameAttempt ? known?.origin : undefined);
      fromLeader.set(key, { value, source: 'leader', ...(span !== undefined && { origin: span }) });
    },
    remove: (key) => void fromLeader.delete(key),
    leaderKeys: () => fromLeader.keys(),
    sizes: () => ({ leader: fromLeader.size, resources: resources.size }),
  };
}
