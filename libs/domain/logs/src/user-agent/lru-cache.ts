/** A map of bounded size that forgets what was not asked for the longest. */
export interface LruCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  readonly size: number;
}

/** Makes a cache of at most `capacity` entries, which must be at least one. */
export function createLruCache<Value>(capacity: number): LruCache<Value> {
  // a Map lists its entries in the order in which they were put in
  const entries = new Map<string, Value>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      const oldest = entries.size >= capacity ? entries.keys().next() : undefined;
      if (oldest?.done === false) entries.delete(oldest.value);
      entries.set(key, value);
    },
    get size() {
      return entries.size;
    },
  };
}
