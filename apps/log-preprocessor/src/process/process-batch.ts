import { setImmediate as turn } from 'node:timers/promises';
import type { EventTimePolicy, ExecutionCursor, LogProgram, LogsEnvironment } from '@dogwatch/logs';
import { type LogReason, type LogRefusal, refuseLogs } from '../reasons.js';
import { BatchWork } from './batch-work.js';
import type { OutgoingLog } from './print-item.js';
import type { RunBounded } from './watchdog.js';

/** The pipelines of now, and what they are watched by. */
export interface ProcessorOptions {
  readonly program: () => LogProgram | undefined;
  readonly environment: LogsEnvironment;
  readonly cursor: ExecutionCursor;
  readonly runBounded: RunBounded;
  readonly eventTimePolicy: EventTimePolicy;
  /** A log that is at work for longer than this goes on as it came. */
  readonly maxLogMillis: number;
  /** Told of each log that did not go through the pipelines as it should. */
  readonly onUnprocessed: (log: UnprocessedLog) => void;
  /** Told of each log whose time is outside of the window; `isKept` is false when it was dropped for it. */
  readonly onOutsideWindow: (reason: LogReason, isKept: boolean) => void;
}

/** Why a log went on as it came. */
export interface UnprocessedLog {
  readonly reason: LogReason;
  /** The pipelines that it went through, which may have changed since. */
  readonly program: LogProgram;
  /** The rule at work. */
  readonly place: string | undefined;
  readonly error: unknown;
}

/** Logs ready for a sink, in their order, or why the batch cannot be read. */
export type ProcessedBatch =
  | { readonly ok: true; readonly logs: readonly OutgoingLog[]; readonly count: number }
  | LogRefusal;

/** Puts the logs of a payload of `logsReceived` through the pipelines. Never blocks for longer than about two bounds. */
export type ProcessBatch = (payload: string) => Promise<ProcessedBatch>;

/** After so long others get their turn. */
const sliceMillis = 10;
const maxTries = 3;
/** Characters of payloads that a slice is hardly through with. */
const enoughLength = 400_000;

/** Makes the function that processes batches. All logs of a batch see the same pipelines. */
export function createBatchProcessor(options: ProcessorOptions): ProcessBatch {
  const loop = new ProcessingLoop(options);
  return async (payload) => {
    const program = options.program();
    if (program === undefined) return refuseLogs('NoPipelines', 'there are no pipelines to work with yet', 5);
    return loop.run(new BatchWork(payload, program, options));
  };
}

// owns the batches that wait: one watched slice of time goes through as many as it can, as each slice has its price
class ProcessingLoop {
  private readonly waiting: BatchWork[] = [];
  private isRunning = false;

  constructor(private readonly options: ProcessorOptions) {}

  run(work: BatchWork): Promise<ProcessedBatch> {
    this.waiting.push(work);
    if (!this.isRunning) void this.runAll();
    return work.finished;
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    while (this.waiting.length > 0) {
      await turn();
      this.runSlice();
    }
    this.isRunning = false;
  }

  private runSlice(): void {
    this.openSome();
    const endMillis = performance.now() + sliceMillis;
    const isFinished = this.attempt(() => {
      for (let work = this.next(); work?.isOpen === true; work = this.next()) {
        work.processNext();
        if (performance.now() >= endMillis) return;
      }
    }, sliceMillis + this.options.maxLogMillis);
    const stopped = this.next();
    if (!isFinished && stopped?.isOpen === true) this.processAlone(stopped);
    this.next();
  }

  /** Opens what one slice may get through. */
  private openSome(): void {
    let length = 0;
    for (const work of this.waiting) {
      length += work.open();
      if (length >= enoughLength) return;
    }
  }

  /** The first batch with something left to do; those before it are finished. */
  private next(): BatchWork | undefined {
    // in this order, as a slice may be stopped in between: to finish a batch twice does no harm
    for (let first = this.waiting[0]; first?.isDone === true; first = this.waiting[0]) {
      first.finish();
      this.waiting.shift();
    }
    return this.waiting[0];
  }

  /** Runs work; an exception is the fault of the log at work. */
  private attempt(work: () => void, maxMillis: number): boolean {
    const { cursor, runBounded } = this.options;
    cursor.at = undefined;
    try {
      return runBounded(work, maxMillis).isFinished;
    } catch (error) {
      this.next()?.passOn('ProcessingFailed', error);
      return true;
    }
  }

  /** The log at which a slice was stopped gets the whole time for itself: it may have been the machine that was slow. */
  private processAlone(work: BatchWork): void {
    const { maxLogMillis, runBounded, cursor } = this.options;
    const before = work.out.length;
    for (let tries = 0; tries < maxTries && work.out.length === before; tries += 1) {
      cursor.at = undefined;
      try {
        const { cpuMillis } = runBounded(() => work.processAgain(), maxLogMillis);
        if (cpuMillis >= maxLogMillis / 2) break;
      } catch (error) {
        work.passOn('ProcessingFailed', error);
      }
    }
    if (work.out.length === before) work.passOn('RuleTooSlow');
  }
}
