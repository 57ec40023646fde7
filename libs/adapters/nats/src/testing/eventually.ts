import { setImmediate } from 'node:timers/promises';

/** Waits, turn by turn of the event loop, until it is so; the test's own timeout is the bound. */
export async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate();
}
