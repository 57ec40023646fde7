/** Runs work with a bound on what runs at once and on what waits. */
export interface WorkQueue<T> {
  /** Starts or queues it; false when it was dropped because too much waits. */
  push(item: T): boolean;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

/** The bounds of a `WorkQueue`. */
export interface WorkLimits<T> {
  readonly concurrency: number;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
  readonly sizeOf: (item: T) => number;
}

/** Work is started in the order of `push`; `work` must not throw or reject. What returns no promise costs no turn of the event loop. */
export function createWorkQueue<T>(limits: WorkLimits<T>, work: (item: T) => void | Promise<void>): WorkQueue<T> {
  const pending: T[] = [];
  const running = new Set<Promise<void>>();
  let pendingBytes = 0;

  const start = (item: T): void => {
    const result = work(item);
    if (!(result instanceof Promise)) return;
    const settled = result.finally(() => {
      running.delete(settled);
      startWaiting();
    });
    running.add(settled);
  };

  const startWaiting = (): void => {
    while (running.size < limits.concurrency) {
      const next = pending.shift();
      if (next === undefined) return;
      pendingBytes -= limits.sizeOf(next);
      start(next);
    }
  };

  return {
    push(item) {
      if (running.size < limits.concurrency) {
        start(item);
        return true;
      }
      const bytes = limits.sizeOf(item);
      if (pending.length >= limits.maxPending || pendingBytes + bytes > limits.maxPendingBytes) return false;
      pending.push(item);
      pendingBytes += bytes;
      return true;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
