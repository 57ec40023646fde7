/** Who wants to hear of what. */
export interface Listeners {
  /** Adds a listener; the result removes it. */
  add(key: string, listener: () => void): () => void;
  call(key: string): void;
  callAll(): void;
}

/** Nobody listens yet. */
export function createListeners(): Listeners {
  const byKey = new Map<string, Set<() => void>>();
  const call = (key: string): void => {
    for (const listener of byKey.get(key) ?? []) listener();
  };
  return {
    add: (key, listener) => {
      const known = byKey.get(key) ?? new Set();
      byKey.set(key, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0 && byKey.get(key) === known) byKey.delete(key);
      };
    },
    call,
    callAll: () => {
      for (const key of byKey.keys()) call(key);
    },
  };
}
