/** Answers that are worth keeping for a while, found at most once at a time. */
export interface ExpiringCache<V> {
  /** The kept answer at once, else a promise of the one that `load` is fetching. */
  get(key: string, load: () => Promise<V>): V | Promise<V>;
  /** How many answers are kept. */
  size(): number;
}

/** What `createExpiringCache` needs. */
export interface ExpiringCacheOptions<V> {
  readonly ttlMillis: number;
  /** Above it the oldest answer goes. */
  readonly maxEntries: number;
  /** How many may be fetched at the same time. */
  readonly maxPending: number;
  /** The answer to give when more are asked for. */
  readonly overloaded: V;
  /** Whether an answer may be kept; failures to get one should not be. */
  readonly isWorthKeeping: (value: V) => boolean;
  readonly nowMillis: () => number;
}

/**
 * A bounded cache in front of a slow answer. All entries live equally long, so the order of insertion is the order of
 * expiry, and the oldest entry is the right one to drop. Concurrent calls for one key share one `load`.
 */
export function createExpiringCache<V>(options: ExpiringCacheOptions<V>): ExpiringCache<V> {
  const kept = new Map<string, { readonly value: V; readonly untilMillis: number }>();
  const pending = new Map<string, Promise<V>>();

  function keep(key: string, value: V): void {
    kept.delete(key);
    kept.set(key, { value, untilMillis: options.nowMillis() + options.ttlMillis });
    for (const oldest of kept.keys()) {
      if (kept.size <= options.maxEntries) break;
      kept.delete(oldest);
    }
  }

  async function fetch(key: string, load: () => Promise<V>): Promise<V> {
    try {
      const value = await load();
      if (options.isWorthKeeping(value)) keep(key, value);
      return value;
    } finally {
      pending.delete(key);
    }
  }

  return {
    get: (key, load) => {
      const entry = kept.get(key);
      if (entry !== undefined && options.nowMillis() < entry.untilMillis) return entry.value;
      const running = pending.get(key);
      if (running !== undefined) return running;
      if (pending.size >= options.maxPending) return options.overloaded;
      const promise = fetch(key, load);
      pending.set(key, promise);
      return promise;
    },
    size: () => kept.size,
  };
}
