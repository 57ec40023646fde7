import type { CallLane } from '@dogwatch/monitors';

/** Work that waits for its turn: deletes before creates before updates before polls. */
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
  /** Who has waited so long goes first, whatever the lane. Default 30 s. */
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

/** Takes who is next: the one that has waited too long, else the first of the first lane. */
function takeNext(queues: Queues, overdueMillis: number): Waiting | undefined {
  const heads = callLanes.map((lane) => queues[lane]).filter((queue) => queue.length > 0);
  const overdue = heads
    .filter(([head]) => head !== undefined && head.sinceMillis <= overdueMillis)
    .toSorted(([left], [right]) => (left?.sinceMillis ?? 0) - (right?.sinceMillis ?? 0));
  return (overdue[0] ?? heads[0])?.shift();
}

/** See `CallLanes`. */
export function createCallLanes(options: CallLanesOptions): CallLanes {
  const { concurrency, maxWaitMillis = 30_000, nowMillis = () => performance.now() } = options;
  const queues: Queues = { create: [], delete: [], poll: [], update: [] };
  const idle = Promise.withResolvers<void>();
  let running = 0;
  let isClosed = false;

  const enter = async (lane: CallLane): Promise<boolean> => {
    if (isClosed) return false;
    if (running < concurrency) {
      running += 1;
      return true;
    }
    return new Promise((resolve) => queues[lane].push({ sinceMillis: nowMillis(), go: resolve }));
  };
  const leave = (): void => {
    const next = isClosed ? undefined : takeNext(queues, nowMillis() - maxWaitMillis);
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
