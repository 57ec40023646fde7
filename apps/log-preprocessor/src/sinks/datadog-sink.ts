import { setTimeout as delay } from 'node:timers/promises';
import type { LogsIntake, SentLogs } from '@dogwatch/datadog';
import type { PeerState } from '@dogwatch/service';
import { context } from '@opentelemetry/api';
import type { OutgoingLog } from '../process/print-item.js';
import { cutParts, type GroupLimits, linksOf, type Part, takeGroup } from './gather.js';
import type { Delivery, RefusedLogs, Sink } from './sink.js';

/** What a request to Datadog came to. */
export interface SinkRequest {
  readonly logs: number;
  readonly seconds: number;
  /** `ok`, or the reason it was not taken. */
  readonly result: string;
}

/** How to send logs to Datadog. */
export interface DatadogSinkOptions {
  readonly intake: LogsIntake;
  readonly limits?: GroupLimits;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** First pause before a request is sent again; doubled each time up to `maxPauseMillis`. */
  readonly pauseMillis: number;
  readonly maxPauseMillis: number;
  readonly onRequest: (request: SinkRequest) => void;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/** What Datadog takes in a request, with some room. */
const datadogLimits: GroupLimits = { maxLogs: 1000, maxBytes: 4_900_000 };

interface Waiting {
  readonly signal: AbortSignal;
  partsLeft: number;
  readonly refused: RefusedLogs[];
  readonly settle: (delivery: Delivery) => void;
}

/** Sends logs in as few requests as there is time to gather: what comes while all requests are under way shares the next one. */
export function createDatadogSink(options: DatadogSinkOptions): Sink {
  return new DatadogSink(options);
}

// owns the requests under way
class DatadogSink implements Sink {
  readonly name = 'datadog';
  private readonly waiting: (Part<Waiting> & { bytes: number })[] = [];
  private readonly limits: GroupLimits;
  private readonly stopping = new AbortController();
  private underWay = 0;
  private last: SentLogs | undefined;

  constructor(private readonly options: DatadogSinkOptions) {
    this.limits = options.limits ?? datadogLimits;
  }

  deliver(logs: readonly OutgoingLog[], signal: AbortSignal): Promise<Delivery> {
    const { promise, resolve } = Promise.withResolvers<Delivery>();
    const settled = new AbortController();
    const waiting: Waiting = {
      signal: AbortSignal.any([signal, this.stopping.signal]),
      partsLeft: 0,
      refused: [],
      settle(delivery) {
        settled.abort();
        resolve(delivery);
      },
    };
    const giveUp = (): void => waiting.settle(this.abandoned());
    waiting.signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal });
    if (waiting.signal.aborted) giveUp();
    const parts = cutParts(waiting, logs, this.limits);
    waiting.partsLeft = parts.length;
    if (parts.length === 0) resolve({ ok: true, refused: [] });
    this.waiting.push(...parts);
    this.startRequests();
    return promise;
  }

  state(): PeerState {
    if (this.last === undefined) return { state: 'unknown', message: 'nothing was sent yet' };
    return this.last.ok ? { state: 'up' } : { state: 'down', message: `${this.last.reason}: ${this.last.message}` };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.options.intake.close();
  }

  private startRequests(): void {
    while (this.waiting.length > 0 && this.underWay < this.options.concurrency) {
      const group = takeGroup(this.waiting, this.limits);
      this.underWay += 1;
      void this.sendGroup(group).finally(() => {
        this.underWay -= 1;
        this.startRequests();
      });
    }
  }

  /** Sends until it is taken, refused, or nobody waits for it any more. Never rejects. */
  private async sendGroup(group: readonly Part<Waiting>[]): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const parts = this.dropAbandoned(group);
      if (parts.length === 0) return;
      const sent = await this.sendOnce(parts);
      if (sent.ok) return parts.forEach((part) => this.settlePart(part));
      if (sent.reason === 'TooLarge') return this.sendHalves(parts, sent.message);
      if (sent.reason === 'Refused') return parts.forEach((part) => this.settlePart(part, sent.message));
      await this.pause(failures, sent.retryAfterSeconds, parts);
    }
  }

  private async sendOnce(parts: readonly Part<Waiting>[]): Promise<SentLogs> {
    const items = parts.flatMap(({ logs }) => logs.map(({ json }) => json));
    const signal = anyLeft(parts.map(({ delivery }) => delivery.signal));
    const start = performance.now();
    const of = parts[0]?.context ?? context.active();
    const sent = await context.with(of, () => this.options.intake.send({ items, links: linksOf(parts), signal }));
    this.last = sent;
    const seconds = (performance.now() - start) / 1000;
    this.options.onRequest({ logs: items.length, seconds, result: sent.ok ? 'ok' : sent.reason });
    return sent;
  }

  /** What is too large is sent in halves; one log that is too large alone is refused for good. */
  private async sendHalves(parts: readonly Part<Waiting>[], message: string): Promise<void> {
    const [first, ...others] = parts;
    if (first === undefined) return;
    if (others.length > 0) {
      const middle = Math.ceil(parts.length / 2);
      await this.sendGroup(parts.slice(0, middle));
      return this.sendGroup(parts.slice(middle));
    }
    const { logs, delivery } = first;
    if (logs.length === 1) return this.settlePart(first, message);
    const middle = Math.ceil(logs.length / 2);
    delivery.partsLeft += 1;
    await this.sendGroup([{ ...first, logs: logs.slice(0, middle) }]);
    await this.sendGroup([{ ...first, logs: logs.slice(middle) }]);
  }

  private settlePart({ delivery, logs }: Part<Waiting>, refusal?: string): void {
    if (refusal !== undefined) delivery.refused.push({ reason: 'SinkRefused', message: refusal, logs });
    delivery.partsLeft -= 1;
    if (delivery.partsLeft === 0) delivery.settle({ ok: true, refused: delivery.refused });
  }

  private abandoned(): Delivery {
    const message = this.last?.ok === false ? this.last.message : 'the delivery was given up';
    return { ok: false, reason: 'SinkAway', message };
  }

  private dropAbandoned(group: readonly Part<Waiting>[]): readonly Part<Waiting>[] {
    return group.filter(({ delivery }) => !delivery.signal.aborted);
  }

  private async pause(
    failures: number,
    retryAfterSeconds: number | undefined,
    parts: readonly Part<Waiting>[],
  ): Promise<void> {
    const { pauseMillis, maxPauseMillis, random } = this.options;
    const grown = Math.min(maxPauseMillis, pauseMillis * 2 ** Math.min(failures, 20));
    const wanted = Math.min((retryAfterSeconds ?? 0) * 1000, maxPauseMillis * 2);
    const signal = anyLeft(parts.map(({ delivery }) => delivery.signal));
    // as much again at random, so that replicas do not come back all at once
    await delay(Math.max(grown, wanted) * (1 + random() / 2), undefined, { signal }).catch(() => {});
  }
}

/** Aborted once all signals are. */
function anyLeft(signals: readonly AbortSignal[]): AbortSignal {
  const [first] = signals;
  if (first !== undefined && signals.every((signal) => signal === first)) return first;
  const all = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort();
  };
  for (const signal of signals) signal.addEventListener('abort', check, { once: true, signal: all.signal });
  check();
  return all.signal;
}
