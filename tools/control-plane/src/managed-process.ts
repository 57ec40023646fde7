import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A server that this process started. */
export interface ManagedProcess {
  readonly pid: number;
  readonly logPath: string;
  /** Why it is of no use any more, with the end of its log; undefined while it runs. */
  readonly problem: () => string | undefined;
  /** Kills it without a chance to tidy up, and waits until it is gone. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

// The last resort: whoever forgets to stop, or exits by an error, leaves nothing behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function lastLines(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

/**
 * Starts `binary` with its output in a log file in `folder`. It ends with this process unless `survives` is set.
 */
export async function startProcess(
  binary: string,
  args: readonly string[],
  options: { readonly folder: string; readonly survives?: boolean },
): Promise<ManagedProcess> {
  const name = basename(binary);
  const logPath = join(options.folder, `${name}.log`);
  const log = openSync(logPath, 'a');
  const survives = options.survives ?? false;
  const child = spawn(binary, args, { cwd: options.folder, stdio: ['ignore', log, log], detached: survives });
  closeSync(log);
  await once(child, 'spawn');
  if (survives) child.unref();
  else running.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    logPath,
    problem: () =>
      child.exitCode === null && child.signalCode === null
        ? undefined
        : `${name} ended (${child.signalCode ?? `exit code ${child.exitCode}`}); the end of ${logPath}:\n${lastLines(logPath)}`,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
