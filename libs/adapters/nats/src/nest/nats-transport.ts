import {
  type CustomTransportStrategy,
  type MessageHandler,
  NatsContext,
  Server,
  Transport,
} from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Answer, MessageContext, NatsLink, NatsSubscription, SubscribeOptions } from '../link/nats-link.js';
import { refuse } from '../result.js';
import { anyPayload } from '../schema.js';
import { toRefusal } from '../wire.js';
import { readSubjectExtras, type SubjectExtras } from './subject-decorators.js';

/** How the handlers of an app listen. */
export interface NatsTransportOptions {
  /** Queue group of every handler that names none, usually the app; without it every replica gets each message. */
  readonly queue?: string;
}

/**
 * Nest's NATS transport on a link that exists already, for `app.connectMicroservice(natsTransport(link))`: starts at once
 * whether the server is there or not, has no connection of its own, and speaks plain JSON like the rest of the link.
 */
export function natsTransport(
  link: NatsLink,
  options: NatsTransportOptions = {},
): { strategy: CustomTransportStrategy } {
  return { strategy: new LinkServer(link, options) };
}

// a Server of Nest: the framework calls listen and close
class LinkServer extends Server implements CustomTransportStrategy {
  override transportId = Transport.NATS;
  // the link counts and logs events that fail
  override readonly propagatesEventHandlerErrors = true;
  private readonly subscriptions: NatsSubscription[] = [];

  constructor(
    private readonly link: NatsLink,
    private readonly options: NatsTransportOptions,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      for (const [pattern, handler] of this.messageHandlers) this.subscriptions.push(this.subscribe(pattern, handler));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.subscriptions.splice(0).map((subscription) => subscription.stop()));
  }

  /** The link is watched with `onStateChange`. */
  on(): never {
    throw new Error('listen to NatsLink.onStateChange instead');
  }

  /** The connection is the link's. */
  unwrap(): never {
    throw new Error('use NatsLink.connection instead');
  }

  private subscribe(pattern: string, handler: MessageHandler): NatsSubscription {
    const extras = readSubjectExtras(handler.extras);
    if (extras === undefined)
      throw new Error(
        `the handler of "${pattern}" has no subject of the contracts: declare it with NatsRequest or NatsEvent`,
      );
    const { subject } = extras;
    const options = this.toSubscribeOptions(extras);
    if (handler.isEventHandler === true)
      return this.link.subscribeJson(
        subject,
        anyPayload,
        (payload, context) => run(handler, payload, context),
        options,
      );
    return this.link.respondJson(subject, anyPayload, (payload, context) => answer(handler, payload, context), options);
  }

  private toSubscribeOptions({ keys, queue = this.options.queue }: SubjectExtras): SubscribeOptions<string> {
    return { keys, ...(queue === undefined || queue === '' ? {} : { queue }) };
  }
}

/** Calls a handler of Nest and waits for the last value it gives. */
async function run(handler: MessageHandler, payload: unknown, context: MessageContext<string>): Promise<unknown> {
  const result: unknown = await handler(payload, new NatsContext([context.subject, context.headers]));
  return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
}

/** As `run`, with what it gives or throws turned into an answer. Nest has logged unexpected errors already. */
async function answer(handler: MessageHandler, payload: unknown, context: MessageContext<string>): Promise<Answer> {
  try {
    const value = await run(handler, payload, context);
    if (value === undefined) return undefined;
    return isRefusal(value) ? toRefusal(value) : { ok: true, value };
  } catch (error) {
    return (
      toRefusal(error) ?? refuse('HandlerFailed', 'the request failed; the log of the answering app has the error')
    );
  }
}

function isRefusal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
}
