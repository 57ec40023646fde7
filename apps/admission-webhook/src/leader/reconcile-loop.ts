/** Runs a reconciliation again and again, one at a time. */
export interface ReconcileLoop {
  /** Asks for a run soon; several asks before it starts are one. */
  wake(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** How a run ended; `repaired`: somebody had undone what was done before. */
export type ReconcileOutcome = 'done' | 'failed' | 'repaired';

/** The clocks of a loop. */
export interface ReconcileTiming {
  /** Time between two runs that nobody asked for. */
  readonly resyncMillis: number;
  /**
   * Shortest time between the end of a run and the next one; what happens within it is looked at together. After a few repairs
   * it doubles with each, up to the time of a resync, until nothing happens for that long: controllers that disagree must not
   * spin.
   */
  readonly gapMillis: number;
  /** Delay after a failure, doubling from run to run up to the time of a resync. */
  readonly retryMillis: number;
}

/** So many repairs are made at once. */
const promptRepairs = 8;

/** Starts a loop; the first run begins at once. `reconcile` reports failures itself and does not throw. */
export function startReconcileLoop(
  reconcile: (signal: AbortSignal) => Promise<ReconcileOutcome>,
  timing: ReconcileTiming,
): ReconcileLoop {
  const stopping = new AbortController();
  const pace = createPace(timing);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWanted = false;

  const schedule = (): void => {
    clearTimeout(timer);
    if (!stopping.signal.aborted) timer = setTimeout(begin, pace.delayMillis(isWanted));
  };
  const run = async (): Promise<void> => {
    const wasWanted = isWanted;
    isWanted = false;
    pace.note(await reconcile(stopping.signal), wasWanted);
    running = undefined;
    schedule();
  };
  function begin(): void {
    running ??= run();
  }

  begin();
  return {
    wake: () => {
      // failures keep their delay: an API server that refuses us must not be asked at each event
      if (isWanted || pace.isFailing()) return;
      isWanted = true;
      if (running === undefined) schedule();
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

/** Decides how long to wait for the next run by how the last ones ended. */
function createPace({ resyncMillis, gapMillis, retryMillis }: ReconcileTiming): {
  readonly note: (outcome: ReconcileOutcome, wasWanted: boolean) => void;
  readonly isFailing: () => boolean;
  readonly delayMillis: (isWanted: boolean) => number;
} {
  let failures = 0;
  let repairs = 0;
  return {
    note: (outcome, wasWanted) => {
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (outcome === 'repaired') repairs += 1;
      else if (outcome === 'done' && !wasWanted) repairs = 0;
    },
    isFailing: () => failures > 0,
    delayMillis: (isWanted) => {
      if (failures > 0) return Math.min(retryMillis * 2 ** (failures - 1), resyncMillis);
      const gap = gapMillis * 2 ** Math.max(0, repairs - promptRepairs);
      return isWanted ? Math.min(gap, resyncMillis) : resyncMillis;
    },
  };
}
