import type { CallLane } from '@dogwatch/monitors';

/** Work that waits for its turn: deletes before creates before updates before polls, of which none stands still. */
export interface CallLanes {
  /** Runs the work when its turn has come; `undefined` when the lanes were closed before. */
  run<T>(lane: CallLane, work: () => Promise<T>): Promise<T | undefined>;
  /** How much waits in a lane. */
  depth(lane: CallLane): number;
  /** Lets nothing more begin, and resolves when what is at work is done. */
  close(): Promise<void>;
}

/** How lanes run. */
export interface CallLanesOptions {
  /** Most pieces of work at once. */
  readonly concurrency: number;
  /** Who has waited so long takes every other turn, whatever the lane. Default 5 s. */
  readonly maxWaitMillis?: number;
  /** A clock that does not jump, milliseconds; default: `performance.now`. */
  readonly nowMillis?: () => number;
}

/** The lanes, in the order in which they are served. */
export const callLanes: readonly CallLane[] = ['delete', 'create', 'update', 'poll'];

interface Waiting {
  readonly sinceMillis: number;
  readonly go: (isOpen: boolean) => void;
}

type Queues = Readonly<Record<CallLane, Waiting[]>>;

/** The queue whose first has waited longest, if that is too long. */
function findOverdue(queues: Queues, overdueMillis: number): Waiting[] | undefined {
  const [longest] = callLanes
    .map((lane) => queues[lane])
    .filter(([head]) => head !== undefined && head.sinceMillis <= overdueMillis)
    .toSorted(([left], [right]) => (left?.sinceMillis ?? 0) - (right?.sinceMillis ?? 0));
  return longest;
}

/** The first of the first lane. */
function findFirst(queues: Queues): Waiting[] | undefined {
  return callLanes.map((lane) => queues[lane]).find((queue) => queue.length > 0);
}

/** See `CallLanes`. */
export function createCallLanes(options: CallLanesOptions): CallLanes {
  const { concurrency, maxWaitMillis = 5_000, nowMillis = () => performance.now() } = options;
  const queues: Queues = { create: [], delete: [], poll: [], update: [] };
  const idle = Promise.withResolvers<void>();
  let running = 0;
  let isClosed = false;
  let wasOverdue = false;

  const enter = async (lane: CallLane): Promise<boolean> => {
    if (isClosed) return false;
    if (running < concurrency) {
      running += 1;
      return true;
    }
    return new Promise((resolve) => queues[lane].push({ sinceMillis: nowMillis(), go: resolve }));
  };
  const leave = (): void => {
    const overdue = wasOverdue ? undefined : findOverdue(queues, nowMillis() - maxWaitMillis);
    wasOverdue = overdue !== undefined;
    const next = isClosed ? undefined : (overdue ?? findFirst(queues))?.shift();
    if (next !== undefined) return next.go(true);
    running -= 1;
    if (isClosed && running === 0) idle.resolve();
  };
  return {
    async run(lane, work) {
      if (!(await enter(lane))) return undefined;
      try {
        return await work();
      } finally {
        leave();
      }
    },
    depth: (lane) => queues[lane].length,
    async close() {
      isClosed = true;
      for (const queue of Object.values(queues)) for (const waiting of queue.splice(0)) waiting.go(false);
      if (running > 0) await idle.promise;
    },
  };
}
