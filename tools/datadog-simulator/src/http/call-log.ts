/** One call of a Datadog API; calls that control the simulator are not logged. */
export interface Call {
  readonly atMillis: number;
  readonly method: string;
  readonly path: string;
  /** HTTP status; 0 when no answer was given. */
  readonly status: number;
  /** The members of the query; empty where the API has none. */
  readonly queries: readonly string[];
  /** Query window in Unix seconds. */
  readonly fromSeconds?: number | undefined;
  readonly toSeconds?: number | undefined;
  /** The last four characters of the keys, enough to tell a rotated key. */
  readonly apiKeyEnd?: string | undefined;
  readonly applicationKeyEnd?: string | undefined;
  readonly userAgent?: string | undefined;
  /** The W3C trace context the client sent. */
  readonly traceparent?: string | undefined;
}

/** Which calls to count; every given field must hold. */
export interface CallFilter {
  readonly path?: string;
  readonly status?: number;
}

/** The calls of one simulator. */
export interface CallLog {
  /** The newest calls, oldest first; bounded, unlike the counts. */
  readonly list: () => readonly Call[];
  readonly count: (filter?: CallFilter) => number;
  readonly clear: () => void;
  /** Calls the listener for every call just before it is answered; returns how to end that. */
  readonly onCall: (listener: (call: Call) => void) => () => void;
}

/** Keeps the newest calls and counts all of them. */
export function createCallLog(keep: number): CallLog & { readonly record: (call: Call) => void } {
  let calls: Call[] = [];
  const counts = new Map<string, { readonly path: string; readonly status: number; count: number }>();
  const listeners = new Set<(call: Call) => void>();
  return {
    list: () => [...calls],
    count: (filter = {}) =>
      [...counts.values()]
        .filter(({ path, status }) => (filter.path ?? path) === path && (filter.status ?? status) === status)
        .reduce((total, { count }) => total + count, 0),
    clear: () => {
      calls = [];
      counts.clear();
    },
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    record: (call) => {
      calls.push(call);
      if (calls.length > keep * 2) {
        calls = calls.slice(-keep);
      }
      const key = `${call.status} ${call.path}`;
      const counter = counts.get(key) ?? { path: call.path, status: call.status, count: 0 };
      counter.count += 1;
      counts.set(key, counter);
      listeners.forEach((listener) => {
        listener(call);
      });
    },
  };
}
