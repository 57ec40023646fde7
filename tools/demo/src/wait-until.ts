import { setTimeout as sleep } from 'node:timers/promises';

const lookAgainMillis = 50;

/** Looks again and again until something is so, for a limited time; returns whether it is. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, patienceMillis: number): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMillis;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) return false;
    await sleep(lookAgainMillis);
  }
  return true;
}
