import { once } from 'node:events';
import { parseCommandLine, usage } from './command-line.js';
import { startSimulatedCluster } from './start-simulated-cluster.js';

/** What the command line talks to. */
export interface CommandLineIo {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Ends the simulator. */
  readonly signal: AbortSignal;
}

/** Runs until the signal; resolves to the exit code: 0, 1 (could not start) or 2 (wrong command line). */
export async function runCommandLine(
  args: readonly string[],
  { print, printError, signal }: CommandLineIo,
): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === 'wrong') {
    printError(`${command.message}\n${usage}`);
    return 2;
  }
  if (command.kind === 'help') {
    print(usage);
    return 0;
  }
  try {
    const cluster = await startSimulatedCluster(command.options, (sentence) => print(`${sentence}\n`));
    print(`Kubernetes simulator at ${cluster.url}\n`);
    if (!signal.aborted) await once(signal, 'abort');
    await cluster.stop();
    return 0;
  } catch (error) {
    printError(`The simulator could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
