import { createCleanup } from './cleanup.js';
import type { DemoOptions, Env } from './options.js';
import { createSession } from './session.js';
import { startDemo } from './start-demo.js';
import type { View } from './view/view.js';

/** What a run works with. */
export interface DemoIo {
  readonly env: Env;
  readonly view: View;
  /** For what went wrong. */
  readonly printError: (text: string) => void;
  /** Receives the log lines of the services. */
  readonly log: (line: string) => void;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Runs the demo until its end; nothing is left when it resolves. Exit code 0; 1 when it could not start, or `once` was in vain. */
export async function runDemo(options: DemoOptions, io: DemoIo): Promise<number> {
  const { env, log, printError, signal, view } = io;
  const cleanup = createCleanup();
  const session = createSession(options, view, signal);
  let failure: string | undefined;
  try {
    const { onChange, onIncident } = session;
    await session.watch(await startDemo(options, { env, log, cleanup, onChange, onIncident }));
  } catch (error) {
    failure = `The demo cannot run: ${error instanceof Error ? error.message : String(error)}\n`;
  }
  const summary = session.summary();
  view.leave();
  const problems = await cleanup.run();
  if (failure === undefined) view.end(`${summary}${problems.length === 0 ? ' Nothing is left running.' : ''}`);
  else printError(failure);
  for (const problem of problems) printError(`Not cleaned up: ${problem}\n`);
  const isInVain = options.once && !session.hasScaledUp() && !signal.aborted;
  return failure !== undefined || isInVain ? 1 : 0;
}
