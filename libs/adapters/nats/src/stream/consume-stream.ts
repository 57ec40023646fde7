import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { describeProblem } from '../link/describe-problem.js';
import type { NatsLink } from '../link/nats-link.js';
import { traceConsumer } from '../link/trace-messages.js';
import { ensureConsumer } from './ensure-stream.js';
import type { StreamClient } from './open-stream.js';
import type { ConsumeOptions, StreamDelivery, StreamVerdict } from './stream-options.js';

/** Deals with one message, inside a span that continues its trace. One that throws has the message delivered again. */
export type StreamHandler = (delivery: StreamDelivery) => Promise<StreamVerdict>;

/** Messages are being handled. */
export interface StreamConsumer {
  /** Why no messages come, if it is not that there are none. */
  readonly problem: string | undefined;
  /** Messages at work in this replica. */
  readonly inFlight: number;
  /** Takes no further messages and resolves when those at work are dealt with. */
  stop(): Promise<void>;
}

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly link: NatsLink;
  readonly stream: string;
  readonly clientOf: (connection: NatsConnection) => Promise<StreamClient>;
  readonly options: ConsumeOptions;
  readonly handler: StreamHandler;
}

/** A pull is renewed this often, so that a server that has forgotten it is asked again. */
const pullMillis = 5000;
const pauseMillis = 500;
const retryMillis = 1000;

/** Starts to pull messages, never more than may be at work at once; goes on through reconnects and new servers. */
export function consumeStream(parts: ConsumerParts): StreamConsumer {
  return new Puller(parts);
}

// owns the pull and what is at work
class Puller implements StreamConsumer {
  problem: string | undefined = 'not asked yet';
  private readonly abort = new AbortController();
  private readonly working = new Map<JsMsg, Promise<void>>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly running: Promise<void>;
  private pull: ConsumerMessages | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly parts: ConsumerParts) {
    // whoever is slow, such as a sink that is away, keeps its messages for as long as it lives
    this.heartbeat = setInterval(() => this.confirm(), parts.options.ackWaitMillis / 3);
    this.running = this.run();
  }

  get inFlight(): number {
    return this.working.size;
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.wake();
    this.pull?.stop();
    await this.running;
    await Promise.all(this.working.values());
    clearInterval(this.heartbeat);
  }

  private confirm(): void {
    if (!this.parts.link.state().connected) return;
    for (const message of this.working.keys()) message.working();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    const { startAfter } = this.parts.options;
    if (startAfter !== undefined) await this.unlessStopped(startAfter);
    while (!signal.aborted) {
      try {
        await this.pullOnce();
        this.problem = undefined;
      } catch (error) {
        if (signal.aborted) return;
        this.tell(describeProblem(error));
        await delay(pauseMillis, undefined, { signal }).catch(() => {});
      }
    }
  }

  private tell(problem: string): void {
    if (problem !== this.problem) this.parts.options.onProblem?.(problem);
    this.problem = problem;
  }

  private async pullOnce(): Promise<void> {
    const { link, clientOf, stream, options } = this.parts;
    const { maxInFlight, durable } = options;
    await this.untilAtMost(Math.floor(maxInFlight / 2));
    const connection = await this.connected();
    if (connection === undefined || this.abort.signal.aborted) return;
    const { client, manager } = await clientOf(connection);
    if (this.problem !== undefined) await ensureConsumer(manager, stream, options);
    const consumer = await client.consumers.get(stream, durable);
    this.pull = await consumer.fetch({ max_messages: maxInFlight - this.working.size, expires: pullMillis });
    this.problem = undefined;
    if (this.abort.signal.aborted) this.pull.stop();
    const unfollow = link.onStateChange(({ connected }) => connected || this.pull?.stop());
    try {
      for await (const message of this.pull) this.start(message);
    } finally {
      unfollow();
    }
  }

  /** The connection; undefined when stopped before there is one. */
  private async connected(): Promise<NatsConnection | undefined> {
    return this.unlessStopped(this.parts.link.connected());
  }

  private unlessStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    const stopped = new Promise<undefined>((resolve) => (this.wake = () => resolve(undefined)));
    return Promise.race([promise, stopped]);
  }

  private async untilAtMost(count: number): Promise<void> {
    while (this.working.size > count && !this.abort.signal.aborted)
      await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private start(message: JsMsg): void {
    const work = this.handle(message).finally(() => {
      this.working.delete(message);
      this.wake();
    });
    this.working.set(message, work);
  }

  private async handle(message: JsMsg): Promise<void> {
    const { handler, options } = this.parts;
    const { template } = options;
    const { subject, data } = message;
    const deliveryCount = message.info.deliveryCount;
    const receivedAtMillis = Date.now();
    try {
      const verdict = await traceConsumer({ template, subject }, message.headers, () =>
        handler({ subject, data, deliveryCount, receivedAtMillis }),
      );
      if (verdict.kind === 'done') message.ack();
      else message.nak(verdict.delayMillis);
    } catch (error) {
      this.tell(`a message could not be handled: ${describeProblem(error)}`);
      message.nak(retryMillis);
    }
  }
}
