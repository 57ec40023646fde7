import type { KnownQuery } from './known-query.js';

/** Waiting for the first answer to a query: once for all who read it, and never longer than its wait may take. */
export interface FirstWaits {
  /** Whether an answer may still be waited for. */
  mayWait(query: Pick<KnownQuery, 'wantedSinceMillis'>): boolean;
  /** Resolves when the query is answered, or its time is over. */
  wait(query: Pick<KnownQuery, 'key' | 'wantedSinceMillis'>): Promise<void>;
  /** The query has been answered. */
  end(key: string): void;
  /** Ends all waits. */
  stop(): void;
}

interface Wait {
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** Waits of at most `firstWaitMillis` since a query began to be wanted. */
export function createFirstWaits(firstWaitMillis: number, nowMillis: () => number): FirstWaits {
  const waits = new Map<string, Wait>();

  /** More than the whole wait when the clock was put back. */
  const remainingMillis = ({ wantedSinceMillis }: Pick<KnownQuery, 'wantedSinceMillis'>): number =>
    wantedSinceMillis + firstWaitMillis - nowMillis();

  function start(key: string, millis: number): Wait {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      clearTimeout(timer);
      waits.delete(key);
      resolve();
    };
    const timer = setTimeout(end, millis);
    const wait = { over: promise, end };
    waits.set(key, wait);
    return wait;
  }

  return {
    mayWait: (query) => {
      const millis = remainingMillis(query);
      return millis > 0 && millis <= firstWaitMillis;
    },
    wait: (query) => (waits.get(query.key) ?? start(query.key, Math.min(remainingMillis(query), firstWaitMillis))).over,
    end: (key) => waits.get(key)?.end(),
    stop: () => {
      for (const wait of waits.values()) wait.end();
    },
  };
}
