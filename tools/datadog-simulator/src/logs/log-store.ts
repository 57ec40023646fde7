/** A log as the intake took it: the item, with what the query parameters added. */
export interface ReceivedLog {
  readonly message?: unknown;
  readonly [attribute: string]: unknown;
}

/** The logs of one simulator, in order of arrival. */
export interface LogStore {
  /** The newest logs, oldest first; bounded, unlike the count. */
  readonly list: () => readonly ReceivedLog[];
  readonly count: () => number;
  /** How often each text occurs among the kept logs that give one: a text with more than one is a duplicate. */
  readonly countBy: (textOf: (log: ReceivedLog) => string | undefined) => ReadonlyMap<string, number>;
  readonly add: (logs: readonly ReceivedLog[]) => void;
  readonly clear: () => void;
  /** Calls the listener with every batch that is taken; returns how to end that. */
  readonly onLogs: (listener: (logs: readonly ReceivedLog[]) => void) => () => void;
}

/** An empty store that keeps the newest logs. */
export function createLogStore(keep: number): LogStore {
  let logs: ReceivedLog[] = [];
  let total = 0;
  const listeners = new Set<(logs: readonly ReceivedLog[]) => void>();
  return {
    list: () => logs.slice(-keep),
    count: () => total,
    countBy: (textOf) => {
      const counts = new Map<string, number>();
      for (const text of logs.slice(-keep).map(textOf)) {
        if (text !== undefined) {
          counts.set(text, (counts.get(text) ?? 0) + 1);
        }
      }
      return counts;
    },
    add: (taken) => {
      total += taken.length;
      for (const log of taken) {
        logs.push(log);
      }
      if (logs.length > keep * 2) {
        logs = logs.slice(-keep);
      }
      listeners.forEach((listener) => {
        listener(taken);
      });
    },
    clear: () => {
      logs = [];
      total = 0;
    },
    onLogs: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
