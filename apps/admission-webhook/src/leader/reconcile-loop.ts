/** Runs a reconciliation again and again, one at a time. */
export interface ReconcileLoop {
  /** Asks for a run soon; several asks before it starts are one. */
  wake(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** How a run ended. */
export type ReconcileOutcome = 'done' | 'failed';

/** The clocks of a loop. */
export interface ReconcileTiming {
  /** Time between two runs that nobody asked for. */
  readonly resyncMillis: number;
  /** Shortest time between the beginnings of two runs; what happens within it is looked at together. */
  readonly gapMillis: number;
  /** Delay after a failure, doubling from run to run up to the time of a resync. */
  readonly retryMillis: number;
}

/** Starts a loop; the first run begins at once. `reconcile` reports failures itself and does not throw. */
export function startReconcileLoop(
  reconcile: (signal: AbortSignal) => Promise<ReconcileOutcome>,
  timing: ReconcileTiming,
): ReconcileLoop {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWanted = false;
  let failures = 0;

  const schedule = (millis: number): void => {
    clearTimeout(timer);
    if (!stopping.signal.aborted) timer = setTimeout(begin, millis);
  };
  const run = async (): Promise<void> => {
    isWanted = false;
    failures = (await reconcile(stopping.signal)) === 'failed' ? failures + 1 : 0;
    running = undefined;
    if (failures > 0) schedule(Math.min(timing.retryMillis * 2 ** (failures - 1), timing.resyncMillis));
    else schedule(isWanted ? timing.gapMillis : timing.resyncMillis);
  };
  function begin(): void {
    running ??= run();
  }

  begin();
  return {
    wake: () => {
      // failures keep their delay: somebody who fights us must not make us spin
      if (isWanted || failures > 0) return;
      isWanted = true;
      if (running === undefined) schedule(timing.gapMillis);
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
