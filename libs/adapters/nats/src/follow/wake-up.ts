import { once } from 'node:events';

/** Lets one waiter sleep for a bounded time, or until somebody has a reason to wake it. */
export interface WakeUp {
  /** Resolves after `millis`, at `wake()`, at once if it was woken since the last wait, or when the signal fires. */
  wait(millis: number, signal: AbortSignal): Promise<void>;
  wake(): void;
}

/** A wake-up that nobody has used yet. */
export function createWakeUp(): WakeUp {
  const target = new EventTarget();
  let isWoken = false;
  return {
    wait: async (millis, signal) => {
      const either = AbortSignal.any([signal, AbortSignal.timeout(millis)]);
      // rejects when the time is over or the signal fires: both end the wait
      if (!isWoken) await once(target, 'wake', { signal: either }).catch(() => undefined);
      isWoken = false;
    },
    wake: () => {
      isWoken = true;
      target.dispatchEvent(new Event('wake'));
    },
  };
}
