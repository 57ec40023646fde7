import type { Failure } from './failure.js';

/** A call as a failure sees it. */
export interface FailureTarget {
  readonly method: string;
  readonly path: string;
  /** The decoded query, or path and parameters where the API has no query. */
  readonly text: string;
  readonly body: string;
}

/** The failures in force. */
export interface FailureBook {
  /** Returns the id; an id in use is replaced. */
  readonly add: (failure: Failure) => string;
  /** Ends one failure, or all; returns how many. */
  readonly remove: (id?: string) => number;
  readonly list: () => readonly Failure[];
  /** The failures that meet a call, oldest first. Does not count as a use. */
  readonly find: (target: FailureTarget) => readonly Failure[];
  /** Counts one use, after which a failure may have ended. */
  readonly use: (failure: Failure) => void;
}

interface Entry {
  readonly failure: Failure;
  readonly endsMillis: number;
  uses: number;
}

/** An empty book; `now` gives milliseconds. */
export function createFailureBook(now: () => number): FailureBook {
  const entries = new Map<string, Entry>();
  let added = 0;

  function inForce(): readonly Failure[] {
    for (const [id, { failure, endsMillis, uses }] of entries) {
      if (now() >= endsMillis || uses >= (failure.times ?? Infinity)) {
        entries.delete(id);
      }
    }
    return [...entries.values()].map(({ failure }) => failure);
  }

  return {
    add: (wanted) => {
      added += 1;
      const id = wanted.id ?? `failure-${added}`;
      entries.set(id, {
        failure: { ...wanted, id },
        endsMillis: now() + (wanted.forSeconds ?? Infinity) * 1000,
        uses: 0,
      });
      return id;
    },
    remove: (id) => {
      const doomed = id === undefined ? [...entries.keys()] : [id];
      return doomed.filter((key) => entries.delete(key)).length;
    },
    list: inForce,
    find: (target) => inForce().filter((failure) => meets(failure, target)),
    use: ({ id }) => {
      const entry = entries.get(id ?? '');
      if (entry !== undefined) {
        entry.uses += 1;
      }
    },
  };
}

function meets(failure: Failure, { body, method, path, text }: FailureTarget): boolean {
  return (
    (failure.method ?? method) === method &&
    path.startsWith(failure.path ?? '') &&
    [text, body].some((where) => where.includes(failure.matching ?? ''))
  );
}
