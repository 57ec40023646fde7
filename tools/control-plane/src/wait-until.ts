import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls `isDone` until it is true. Throws after `limitMillis`, or at once with what `problem` says went wrong for good;
 * `what` names the thing that was waited for.
 */
export async function waitUntil(
  what: string,
  isDone: () => Promise<boolean>,
  limits: { readonly limitMillis: number; readonly problem?: () => string | undefined },
): Promise<void> {
  const deadline = Date.now() + limits.limitMillis;
  while (!(await isDone().catch(() => false))) {
    const problem = limits.problem?.();
    if (problem !== undefined) throw new Error(`${what}: ${problem}`);
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limits.limitMillis / 1000} seconds`);
    await sleep(100);
  }
}
