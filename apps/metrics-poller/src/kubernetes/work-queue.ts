/** How a work queue runs. */
export interface WorkQueueOptions {
  /** Most keys at work at once. */
  readonly concurrency: number;
  /** Works on one key. Must not throw: an error belongs into its own result. */
  readonly run: (key: string) => Promise<void>;
  readonly events?: WorkQueueEvents | undefined;
  /** A clock that does not jump, milliseconds; default: `performance.now`. */
  readonly nowMillis?: () => number;
}

/** What happens in a queue, for metrics. */
export interface WorkQueueEvents {
  /** A key that did not wait yet waits. */
  added?(): void;
  started?(waitedSeconds: number): void;
  ended?(workedSeconds: number): void;
}

/**
 * Keys waiting for work. A key waits at most once and is never at work twice at the same time: adding it again while it is at work
 * has it run once more afterwards. So the queue is never longer than the number of keys, however often they change.
 */
export interface WorkQueue {
  add(key: string): void;
  /** Keys that wait. */
  readonly depth: number;
  /** For how long each key at work has been at work. */
  workingSeconds(): readonly number[];
  /** Resolves as soon as nothing waits or works. */
  idle(): Promise<void>;
  /** Drops what waits and resolves when the keys at work are done. */
  stop(): Promise<void>;
}

interface Keys {
  /** Since when each key waits, and works. */
  readonly waiting: Map<string, number>;
  readonly working: Map<string, number>;
  whenIdle: PromiseWithResolvers<void> | undefined;
}

interface Clockwork extends WorkQueueOptions {
  readonly nowMillis: () => number;
}

function takeNext({ waiting, working }: Keys, { events, nowMillis }: Clockwork): string | undefined {
  for (const [key, addedMillis] of waiting) {
    if (working.has(key)) continue;
    waiting.delete(key);
    working.set(key, nowMillis());
    events?.started?.((nowMillis() - addedMillis) / 1000);
    return key;
  }
  return undefined;
}

function putAside(key: string, { working }: Keys, { events, nowMillis }: Clockwork): void {
  events?.ended?.((nowMillis() - (working.get(key) ?? 0)) / 1000);
  working.delete(key);
}

function isIdle({ waiting, working }: Keys): boolean {
  return waiting.size === 0 && working.size === 0;
}

function pump(keys: Keys, options: Clockwork): void {
  while (keys.working.size < options.concurrency) {
    const key = takeNext(keys, options);
    if (key === undefined) break;
    void options.run(key).finally(() => {
      putAside(key, keys, options);
      pump(keys, options);
    });
  }
  if (!isIdle(keys)) return;
  keys.whenIdle?.resolve();
  keys.whenIdle = undefined;
}

/** See `WorkQueue`. Keys are taken in the order they were added. */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { events, nowMillis = () => performance.now() } = options;
  const keys: Keys = { waiting: new Map(), working: new Map(), whenIdle: undefined };
  let stopped = false;
  const idle = (): Promise<void> => {
    if (isIdle(keys)) return Promise.resolve();
    keys.whenIdle ??= Promise.withResolvers<void>();
    return keys.whenIdle.promise;
  };
  return {
    add(key) {
      if (stopped || keys.waiting.has(key)) return;
      keys.waiting.set(key, nowMillis());
      events?.added?.();
      pump(keys, { ...options, nowMillis });
    },
    get depth() {
      return keys.waiting.size;
    },
    workingSeconds: () => [...keys.working.values()].map((startedMillis) => (nowMillis() - startedMillis) / 1000),
    idle,
    stop() {
      stopped = true;
      keys.waiting.clear();
      return idle();
    },
  };
}
