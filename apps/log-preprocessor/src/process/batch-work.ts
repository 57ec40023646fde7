import { type AttributeValue, isAttributes, judgeEventTime, type LogProgram, parseJson } from '@dogwatch/logs';
import { type LogsReceived, logsReceived } from '@dogwatch/messages';
import { type LogReason, refuseLogs } from '../reasons.js';
import { ingestItem } from './ingest-item.js';
import { type OutgoingLog, printItem, printUnprocessed } from './print-item.js';
import type { ProcessedBatch, ProcessorOptions } from './process-batch.js';

/** A batch as its payload says. */
export type Batch = Omit<LogsReceived, 'logs'> & { readonly logs: readonly AttributeValue[] };

/** Reads the payload of `logsReceived`; undefined when it is none. */
export function parseBatch(payload: string): Batch | undefined {
  const parsed = parseJson(payload);
  if (!parsed.ok || !isAttributes(parsed.value)) return undefined;
  const { logs } = parsed.value;
  // what a log holds is anybody's; only what is around it is checked
  const frame = logsReceived.safeParse({ ...parsed.value, logs: [] });
  return frame.success && Array.isArray(logs) ? { ...frame.data, logs } : undefined;
}

const unopened: Batch = { receivedAtMillis: 0, defaults: {}, logs: [] };
const unreadable: Batch = { ...unopened };

/** What a batch has come to, log by log: all that is left of it when its work is stopped in the middle of a log. */
export class BatchWork {
  /** By position in the batch; `undefined` for a log that is dropped for its time. */
  readonly out: (OutgoingLog | undefined)[] = [];
  private batch: Batch = unopened;
  private readonly settled = Promise.withResolvers<ProcessedBatch>();

  constructor(
    private readonly payload: string,
    private readonly program: LogProgram,
    private readonly options: ProcessorOptions,
  ) {}

  get isOpen(): boolean {
    return this.batch !== unopened;
  }

  get isDone(): boolean {
    return this.isOpen && this.out.length >= this.batch.logs.length;
  }

  /** Resolves after `finish`. */
  get finished(): Promise<ProcessedBatch> {
    return this.settled.promise;
  }

  /** Parses the payload, and says how long it is. What waits for its turn stays text: parsed it would keep the garbage collector busy. */
  open(): number {
    if (!this.isOpen) this.batch = parseBatch(this.payload) ?? unreadable;
    return this.payload.length;
  }

  finish(): void {
    const { out, batch } = this;
    this.settled.resolve(
      batch === unreadable
        ? refuseLogs('UnreadableBatch', 'the payload is no batch of received logs')
        : { ok: true, logs: out.filter((log) => log !== undefined), count: out.length },
    );
  }

  /** Processes the next log. Throws when the pipelines do; then, as when it is stopped, the log is still the next one. */
  processNext(item: AttributeValue = this.batch.logs[this.out.length] ?? null): void {
    const { receivedAtMillis, defaults } = this.batch;
    const { environment, eventTimePolicy, onOutsideWindow } = this.options;
    const log = ingestItem(item, defaults, environment);
    this.program.process(log);
    const verdict = judgeEventTime(log.timestampMillis, receivedAtMillis, eventTimePolicy);
    const printed = verdict.keep ? printItem(log, verdict.timestampMillis) : undefined;
    this.out.push(printed);
    if (verdict.problem !== undefined) onOutsideWindow(verdict.problem, verdict.keep);
  }

  /** Processes the next log anew: an attempt that was stopped may have changed it. */
  processAgain(): void {
    this.processNext(this.fresh());
  }

  /** Lets the next log go on as it came. */
  passOn(reason: LogReason, error?: unknown): void {
    const { onUnprocessed, cursor } = this.options;
    onUnprocessed({ reason, program: this.program, place: cursor.at, error });
    this.out.push(printUnprocessed(this.fresh(), this.batch.defaults, reason));
  }

  private fresh(): AttributeValue {
    return parseBatch(this.payload)?.logs[this.out.length] ?? null;
  }
}
