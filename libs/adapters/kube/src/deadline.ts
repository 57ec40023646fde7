/** A time limit joined with a caller's signal. */
export interface Deadline {
  /** Aborts when the time is over or the caller's signal does. */
  readonly signal: AbortSignal;
  /** Which of the two it was. */
  readonly cause: () => 'Cancelled' | 'Timeout' | undefined;
  /** How much time is left; Infinity once the timer has been stopped. */
  readonly leftMillis: () => number;
  /** Lifts the time limit; the caller's signal still counts. */
  readonly stopTimer: () => void;
  /** Lets go of timer and signal. */
  readonly release: () => void;
}

/** Starts a deadline; `release` must be called, for the caller's signal may live as long as the process. */
export function startDeadline(timeoutMillis: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = performance.now() + timeoutMillis;
  let cause: 'Cancelled' | 'Timeout' | undefined;
  let timer: NodeJS.Timeout | undefined;
  const abort = (why: 'Cancelled' | 'Timeout'): void => {
    cause ??= why;
    controller.abort();
  };
  const cancel = (): void => abort('Cancelled');
  const stopTimer = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  timer = setTimeout(() => abort('Timeout'), timeoutMillis);
  if (outer?.aborted === true) cancel();
  outer?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    cause: () => cause,
    leftMillis: () => (timer === undefined ? Infinity : end - performance.now()),
    stopTimer,
    release: () => {
      stopTimer();
      outer?.removeEventListener('abort', cancel);
    },
  };
}
