/** One call of a Datadog API; calls that control the simulator are not logged. */
export interface Call {
  readonly atMillis: number;
  readonly method: string;
  readonly path: string;
  /** Method and path with `{id}` for what differs from object to object. */
  readonly endpoint: string;
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
  readonly endpoint?: string;
  readonly status?: number;
}

/** The calls of one simulator. */
export interface CallLog {
  /** The newest calls, oldest first; bounded, unlike the counts. */
  readonly list: () => readonly Call[];
  readonly count: (filter?: CallFilter) => number;
  /** How many calls there were of each endpoint. */
  readonly countByEndpoint: () => Readonly<Record<string, number>>;
  readonly clear: () => void;
  /** Calls the listener for every call just before it is answered; returns how to end that. */
  readonly onCall: (listener: (call: Call) => void) => () => void;
}

interface Counter {
  readonly endpoint: string;
  readonly path: string;
  readonly status: number;
  count: number;
}

function isMeant({ endpoint, path, status }: Counter, filter: CallFilter): boolean {
  return (
    (filter.path ?? path) === path && (filter.endpoint ?? endpoint) === endpoint && (filter.status ?? status) === status
  );
}

/** Keeps the newest calls and counts all of them. */
export function createCallLog(keep: number): CallLog & { readonly record: (call: Call) => void } {
  let calls: Call[] = [];
  const counts = new Map<string, Counter>();
  const listeners = new Set<(call: Call) => void>();
  return {
    list: () => [...calls],
    count: (filter = {}) =>
      [...counts.values()].filter((counter) => isMeant(counter, filter)).reduce((total, { count }) => total + count, 0),
    countByEndpoint: () => {
      const totals: Record<string, number> = {};
      for (const { endpoint, count } of counts.values()) {
        totals[endpoint] = (totals[endpoint] ?? 0) + count;
      }
      return totals;
    },
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
      const { endpoint, path, status } = call;
      const key = `${status} ${endpoint} ${path}`;
      const counter = counts.get(key) ?? { endpoint, path, status, count: 0 };
      counter.count += 1;
      counts.set(key, counter);
      listeners.forEach((listener) => {
        listener(call);
      });
    },
  };
}
