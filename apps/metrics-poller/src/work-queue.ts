/** How a work queue runs. */
export interface WorkQueueOptions {
  /** Most keys at work at once. */
  readonly concurrency: number;
  /** Works on one key. Must not throw: an error belongs into its own result. */
  readonly run: (key: string) => Promise<void>;
}

/**
 * Keys waiting for work. A key waits at most once and is never at work twice at the same time: adding it again while it is at work
 * has it run once more afterwards. So the queue is never longer than the number of keys, however often they change.
 */
export interface WorkQueue {
  add(key: string): void;
  /** Keys that wait or are at work. */
  readonly size: number;
  /** Resolves as soon as nothing waits or works. */
  idle(): Promise<void>;
  /** Drops what waits and resolves when the keys at work are done. */
  stop(): Promise<void>;
}

interface Keys {
  readonly waiting: Set<string>;
  readonly working: Set<string>;
  whenIdle: PromiseWithResolvers<void> | undefined;
}

function takeNext({ waiting, working }: Keys): string | undefined {
  for (const key of waiting) {
    if (working.has(key)) continue;
    waiting.delete(key);
    working.add(key);
    return key;
  }
  return undefined;
}

function isIdle({ waiting, working }: Keys): boolean {
  return waiting.size === 0 && working.size === 0;
}

function pump(keys: Keys, options: WorkQueueOptions): void {
  while (keys.working.size < options.concurrency) {
    const key = takeNext(keys);
    if (key === undefined) break;
    void options.run(key).finally(() => {
      keys.working.delete(key);
      pump(keys, options);
    });
  }
  if (!isIdle(keys)) return;
  keys.whenIdle?.resolve();
  keys.whenIdle = undefined;
}

/** See `WorkQueue`. Keys are taken in the order they were added. */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const keys: Keys = { waiting: new Set(), working: new Set(), whenIdle: undefined };
  let stopped = false;
  const idle = (): Promise<void> => {
    if (isIdle(keys)) return Promise.resolve();
    keys.whenIdle ??= Promise.withResolvers<void>();
    return keys.whenIdle.promise;
  };
  return {
    add(key) {
      if (stopped) return;
      keys.waiting.add(key);
      pump(keys, options);
    },
    get size() {
      return keys.waiting.union(keys.working).size;
    },
    idle,
    stop() {
      stopped = true;
      keys.waiting.clear();
      return idle();
    },
  };
}
