import { parseSubject, printSubject, type SubjectTemplate } from '@dogwatch/messages';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { ConnectionKeeper } from './connection-keeper.js';
import { describeProblem } from './describe-problem.js';
import type { LimitedWarn } from './limit-log.js';
import type { MessageContext, NatsSubscription, SubscribeOptions } from './nats-link.js';
import { traceConsumer } from './trace-messages.js';
import type { TrafficCounters } from './traffic-counters.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

/** What everything that listens or asks shares. */
export interface LinkContext {
  readonly root: string;
  readonly keeper: ConnectionKeeper;
  readonly counters: TrafficCounters;
  readonly warn: LimitedWarn;
}

/** Does the work of one message; what it returns or rejects with ends the span. */
export type MessageHandler<Key extends string> = (message: Msg, context: MessageContext<Key>) => unknown;

/** `SubscribeOptions`, and what to do with a message there is no room for. */
export interface ListenOptions<Key extends string> extends SubscribeOptions<Key> {
  readonly onDropped?: (message: Msg) => void;
}

const maxPendingBytes = 67_108_864;

/**
 * Listens on a subject for as long as the link lives. Each message runs in a CONSUMER span; a handler that throws is counted
 * and logged; what arrives faster than it is handled is bounded, then dropped, counted and logged.
 */
export function listen<Key extends string>(
  link: LinkContext,
  subject: SubjectTemplate<Key>,
  handler: MessageHandler<Key>,
  options: ListenOptions<Key>,
): NatsSubscription {
  const { template } = subject;
  const work = (message: Msg): void | Promise<void> => {
    const keys = parseSubject(link.root, subject, message.subject);
    if (keys === undefined) return;
    link.counters.add('received');
    const target = { template, subject: message.subject };
    return runSafely(link, target, () =>
      traceConsumer(target, message.headers, () =>
        handler(message, { subject: message.subject, keys, headers: message.headers }),
      ),
    );
  };
  const { maxPending = 8192, concurrency = 1, queue, onDropped } = options;
  const jobs = createWorkQueue({ concurrency, maxPending, maxPendingBytes, sizeOf }, work);
  return subscribe(link, { text: printSubject(link.root, subject, options.keys), template, queue, onDropped }, jobs);
}

function sizeOf({ data }: Msg): number {
  return data.length;
}

interface Target {
  readonly text: string;
  readonly template: string;
  readonly queue: string | undefined;
  readonly onDropped: ((message: Msg) => void) | undefined;
}

function subscribe(
  link: LinkContext,
  { text, template, queue, onDropped }: Target,
  jobs: WorkQueue<Msg>,
): NatsSubscription {
  const callback = (error: Error | null, message: Msg): void => {
    if (error !== null) link.warn('subscription', { subject: text, problem: describeProblem(error) }, 'not subscribed');
    else if (!jobs.push(message)) {
      link.counters.drop('SlowConsumer');
      onDropped?.(message);
      link.warn('SlowConsumer', { template }, 'the handler is too slow: dropping messages');
    }
  };
  let current: { readonly on: NatsConnection; readonly subscription: Subscription } | undefined;
  const unbind = link.keeper.onConnection((connection) => {
    // the client renews its own subscriptions after a reconnect, but not one the server had forbidden
    if (current?.on === connection && !current.subscription.isClosed()) return;
    const subscription = connection.subscribe(text, queue === undefined ? { callback } : { callback, queue });
    current = { on: connection, subscription };
  });
  return {
    ready: () => confirmOnce(link.keeper),
    async stop() {
      unbind();
      const isUp = link.keeper.usable() !== undefined && current?.subscription.isClosed() === false;
      if (isUp) await current?.subscription.drain();
      else current?.subscription.unsubscribe();
      await jobs.idle();
    },
  };
}

/** Resolves when the server has taken everything said so far; rejects only when the link is stopped before. */
async function confirmOnce(keeper: ConnectionKeeper): Promise<void> {
  for (;;) {
    const connection = await keeper.whenConnected();
    try {
      await connection.flush();
      return;
    } catch {
      // lost on the way: the next connection subscribes anew
    }
  }
}

// a promise is only made when the handler made one: most messages are handled at once
function runSafely(
  link: LinkContext,
  target: { template: string; subject: string },
  run: () => unknown,
): void | Promise<void> {
  const report = (error: unknown): void => {
    link.counters.add('handlerErrors');
    link.warn('handler', { ...target, error }, 'a handler of NATS messages failed; the message is lost');
  };
  try {
    const result = run();
    return result instanceof Promise ? settle(result, report) : undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}

async function settle(result: Promise<unknown>, report: (error: unknown) => void): Promise<void> {
  try {
    await result;
  } catch (error) {
    report(error);
  }
}
