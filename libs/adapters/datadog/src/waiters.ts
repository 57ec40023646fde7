/** Those who wait for something to change. */
export interface Waiters {
  readonly count: () => number;
  /** Resolves when woken, after the time, or when aborted; the caller looks which. */
  wait(millis: number, signal: AbortSignal): Promise<void>;
  wakeAll(): void;
}

/** Nobody waits yet. */
export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  return {
    count: () => waiting.size,
    async wait(millis, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = (): void => resolve();
      const timer = setTimeout(wake, millis);
      signal.addEventListener('abort', wake, { once: true });
      waiting.add(wake);
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      waiting.delete(wake);
    },
    wakeAll() {
      for (const wake of waiting) wake();
    },
  };
}
