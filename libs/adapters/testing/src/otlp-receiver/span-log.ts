import type { ReceivedSpan } from './decode-traces.js';

/** Spans in the order of their arrival, up to a limit, and those who wait for more. */
export interface SpanLog {
  add(spans: readonly ReceivedSpan[]): void;
  /** What has come in, oldest first. */
  spans(): readonly ReceivedSpan[];
  /** The first span, come or to come, that fulfils the predicate; rejects after `timeoutMillis` (10 seconds). */
  waitForSpan(predicate: (span: ReceivedSpan) => boolean, timeoutMillis?: number): Promise<ReceivedSpan>;
  clear(): void;
  /** Rejects whoever still waits. */
  close(): void;
}

interface Waiting {
  readonly predicate: (span: ReceivedSpan) => boolean;
  readonly resolve: (span: ReceivedSpan) => void;
  readonly reject: (error: Error) => void;
}

/** A log that forgets the oldest spans beyond `maxSpans`. */
export function createSpanLog(maxSpans: number): SpanLog {
  let kept: readonly ReceivedSpan[] = [];
  const waiting = new Set<Waiting>();
  const look = (one: Waiting): void => {
    const found = kept.find(one.predicate);
    if (found !== undefined) one.resolve(found);
  };
  const giveUp = (one: Waiting, why: string): void => {
    const names = [...new Set(kept.map(({ name }) => name))].join(', ');
    one.reject(new Error(`no such span ${why}; received: ${names || 'none'}`));
  };
  return {
    add(spans) {
      kept = [...kept, ...spans].slice(-maxSpans);
      for (const one of waiting) look(one);
    },
    spans: () => kept,
    async waitForSpan(predicate, timeoutMillis = 10_000) {
      const { promise, resolve, reject } = Promise.withResolvers<ReceivedSpan>();
      const one = { predicate, resolve, reject };
      waiting.add(one);
      const timer = setTimeout(() => giveUp(one, `in ${timeoutMillis} ms`), timeoutMillis);
      look(one);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(one);
      });
    },
    clear() {
      kept = [];
    },
    close() {
      for (const one of waiting) giveUp(one, 'before the receiver was stopped');
    },
  };
}
