import type { KubeResult } from '@dogwatch/kube';

/** Why the demo cannot go on, in words for whoever started it. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** The value of a call that must work; throws a `DemoError` that begins with `what` when it does not. */
export function expectOk<T>(result: KubeResult<T>, what: string): T {
  if (result.ok) return result.value;
  throw new DemoError(`${what}: ${result.message} (${result.reason})`);
}
