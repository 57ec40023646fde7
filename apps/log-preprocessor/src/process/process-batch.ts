import { setImmediate as turn } from 'node:timers/promises';
import {
  type AttributeValue,
  type EventTimePolicy,
  type ExecutionCursor,
  isAttributes,
  judgeEventTime,
  type LogProgram,
  type LogsEnvironment,
  parseJson,
} from '@dogwatch/logs';
import { type LogsReceived, logsReceived } from '@dogwatch/messages';
import { type LogRefusal, type LogReason, refuseLogs } from '../reasons.js';
import { ingestItem } from './ingest-item.js';
import { type OutgoingLog, printItem, printUnprocessed } from './print-item.js';
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
  /** Told of each log that did not go through the pipelines as it should; `place` is the rule at work. */
  readonly onUnprocessed: (reason: LogReason, place: string | undefined, error?: unknown) => void;
  /** Told of each log whose time is outside of the window; `isKept` is false when it was dropped for it. */
  readonly onOutsideWindow: (reason: LogReason, isKept: boolean) => void;
}

/** Logs ready for a sink, in their order, or why the batch cannot be read. */
export type ProcessedBatch =
  | { readonly ok: true; readonly logs: readonly OutgoingLog[]; readonly count: number }
  | LogRefusal;

/** Puts the logs of a payload of `logsReceived` through the pipelines. Never blocks for longer than about two bounds. */
export type ProcessBatch = (payload: string) => Promise<ProcessedBatch>;

/** After so long others get their turn. */
const sliceMillis = 10;

/** Makes the function that processes batches. All logs of a batch see the same pipelines. */
export function createBatchProcessor(options: ProcessorOptions): ProcessBatch {
  return async (payload) => {
    const program = options.program();
    if (program === undefined) return refuseLogs('NoPipelines', 'there are no pipelines to work with yet', 5);
    const batch = parseBatch(payload);
    if (batch === undefined) return refuseLogs('UnreadableBatch', 'the payload is no batch of received logs');
    const work = new BatchWork(batch, payload, program, options);
    while (!work.isDone) {
      work.runSlice();
      if (!work.isDone) await turn();
    }
    return { ok: true, logs: work.out.filter((log) => log !== undefined), count: work.out.length };
  };
}

type Batch = Omit<LogsReceived, 'logs'> & { readonly logs: readonly AttributeValue[] };

function parseBatch(payload: string): Batch | undefined {
  const parsed = parseJson(payload);
  if (!parsed.ok || !isAttributes(parsed.value)) return undefined;
  const { logs } = parsed.value;
  // what a log holds is anybody's; only what is around it is checked
  const frame = logsReceived.safeParse({ ...parsed.value, logs: [] });
  return frame.success && Array.isArray(logs) ? { ...frame.data, logs } : undefined;
}

// holds how far a batch has come, which is all that is left of it when a slice is stopped
class BatchWork {
  /** By position in the batch; `undefined` for one that is dropped for its time. */
  readonly out: (OutgoingLog | undefined)[] = [];

  constructor(
    private readonly batch: Batch,
    private readonly payload: string,
    private readonly program: LogProgram,
    private readonly options: ProcessorOptions,
  ) {}

  get isDone(): boolean {
    return this.out.length >= this.batch.logs.length;
  }

  runSlice(): void {
    const { logs } = this.batch;
    const endMillis = performance.now() + sliceMillis;
    const isFinished = this.attempt(() => {
      do this.processNext(logs[this.out.length] ?? null);
      while (!this.isDone && performance.now() < endMillis);
    }, sliceMillis + this.options.maxLogMillis);
    if (!isFinished && !this.isDone) this.processAlone();
  }

  /** Runs work; an exception is the fault of the log at work. */
  private attempt(work: () => void, maxMillis: number): boolean {
    const { cursor, runBounded } = this.options;
    cursor.at = undefined;
    try {
      return runBounded(work, maxMillis).isFinished;
    } catch (error) {
      this.passOn('ProcessingFailed', error);
      return true;
    }
  }

  /** The log at which a slice was stopped gets the whole time for itself: it may have been the machine that was slow. */
  private processAlone(): void {
    const { maxLogMillis, runBounded, cursor } = this.options;
    const before = this.out.length;
    for (let tries = 0; tries < maxTries && this.out.length === before; tries += 1) {
      cursor.at = undefined;
      try {
        const { cpuMillis } = runBounded(() => this.processNext(this.fresh()), maxLogMillis);
        if (cpuMillis >= maxLogMillis / 2) break;
      } catch (error) {
        this.passOn('ProcessingFailed', error);
      }
    }
    if (this.out.length === before) this.passOn('RuleTooSlow');
  }

  private processNext(item: AttributeValue): void {
    const { receivedAtMillis, defaults } = this.batch;
    const { environment, eventTimePolicy, onOutsideWindow } = this.options;
    const log = ingestItem(item, defaults, environment);
    this.program.process(log);
    const verdict = judgeEventTime(log.timestampMillis, receivedAtMillis, eventTimePolicy);
    const printed = verdict.keep ? printItem(log, verdict.timestampMillis) : undefined;
    this.out.push(printed);
    if (verdict.problem !== undefined) onOutsideWindow(verdict.problem, verdict.keep);
  }

  private passOn(reason: LogReason, error?: unknown): void {
    this.options.onUnprocessed(reason, this.options.cursor.at, error);
    this.out.push(printUnprocessed(this.fresh(), this.batch.defaults, reason));
  }

  /** The log at work as it came: processing changes logs in place. */
  private fresh(): AttributeValue {
    const parsed = parseJson(this.payload);
    const logs = parsed.ok && isAttributes(parsed.value) ? parsed.value['logs'] : undefined;
    return Array.isArray(logs) ? (logs[this.out.length] ?? null) : null;
  }
}

const maxTries = 3;
