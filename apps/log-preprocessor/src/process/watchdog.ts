import { Script } from 'node:vm';

/** How a bounded piece of work ended. */
export interface BoundedRun {
  readonly isFinished: boolean;
  /** Processor time of this thread; far less than the bound when the machine was busy with something else. */
  readonly cpuMillis: number;
}

/** Runs work on this thread for at most so long, and stops it wherever it is: in a regular expression too. */
export type RunBounded = (work: () => void, maxMillis: number) => BoundedRun;

const slot = Symbol.for('dogwatch.log-preprocessor.work');
const holder: { [slot]?: () => void } & typeof globalThis = globalThis;
const script = new Script(`globalThis[Symbol.for('dogwatch.log-preprocessor.work')]()`);

/** A tenth of a millisecond or two is what a call costs, so it is for batches. Work that throws has its error thrown. */
export const runBounded: RunBounded = (work, maxMillis) => {
  const before = process.threadCpuUsage();
  holder[slot] = work;
  try {
    script.runInThisContext({ timeout: maxMillis });
    return { isFinished: true, cpuMillis: cpuSince(before) };
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return { isFinished: false, cpuMillis: cpuSince(before) };
  } finally {
    delete holder[slot];
  }
};

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
