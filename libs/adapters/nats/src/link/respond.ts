import type { SubjectTemplate } from '@dogwatch/messages';
import type { Msg } from '@nats-io/transport-node';
import { type NatsRefusal, type NatsResult, refuse } from '../result.js';
import type { PayloadSchema } from '../schema.js';
import { encodePayload, encodeRefusal, readRequest } from '../wire.js';
import { listen, type LinkContext, type MessageHandler } from './listen.js';
import type { Answer, MessageContext, NatsSubscription, SubscribeOptions } from './nats-link.js';
import { maxPayloadOf } from './outbox.js';

/** What answers, once the payload is known to match. */
export interface Responder<Key extends string, T> {
  readonly schema: PayloadSchema<T>;
  readonly handler: (payload: T, context: MessageContext<Key>) => Answer | Promise<Answer>;
}

/** A handler that checks the payload before it hands it on; a bad one is counted, logged now and then, and is the result. */
export function checkFirst<Key extends string, T>(
  link: LinkContext,
  schema: PayloadSchema<T>,
  handler: (payload: T, context: MessageContext<Key>) => unknown,
): MessageHandler<Key> {
  return (message, context) => {
    const payload = readRequest(message, schema);
    if (payload.ok) return handler(payload.value, context);
    link.counters.add('badPayloads');
    link.warn(
      'badPayload',
      { subject: context.subject, problem: payload.message },
      'a NATS message breaks its contract',
    );
    return payload;
  };
}

/** Answers the requests on a subject; see `NatsLink.respondJson`. */
export function respond<Key extends string, T>(
  link: LinkContext,
  subject: SubjectTemplate<Key>,
  { schema, handler }: Responder<Key, T>,
  options: SubscribeOptions<Key>,
): NatsSubscription {
  const answer = checkFirst(link, schema, handler);
  const handle: MessageHandler<Key> = async (message, context) => {
    try {
      const result = await answer(message, context);
      return isResult(result) ? sendReply(link, message, result) : undefined;
    } catch (error) {
      sendReply(
        link,
        message,
        refuse('HandlerFailed', 'the request failed; the log of the answering app has the error'),
      );
      throw error;
    }
  };
  const onDropped = (message: Msg): void => {
    sendReply(link, message, refuse('Overloaded', `too many requests wait on ${message.subject}; ask again later`));
  };
  return listen(link, subject, handle, { concurrency: 16, ...options, onDropped });
}

/** Sends one reply, if the message wants one: the value, or why there is none. Returns what was sent. */
function sendReply(link: LinkContext, message: Msg, result: NatsResult<unknown>): NatsResult<unknown> {
  const limit = maxPayloadOf(link.keeper.connection);
  const payload = result.ok ? encodePayload(result.value) : undefined;
  if (payload !== undefined && payload.length <= limit) {
    deliver(link, () => message.respond(payload));
    return result;
  }
  const refusal: NatsRefusal = result.ok
    ? refuse('PayloadTooLarge', `the answer has ${payload?.length} bytes, the server takes ${limit}`)
    : result;
  const { data, headers } = encodeRefusal(refusal);
  deliver(link, () => message.respond(data, { headers }));
  return refusal;
}

function deliver(link: LinkContext, respond: () => boolean): void {
  try {
    if (respond()) link.counters.add('published');
  } catch {
    // the connection was closed meanwhile; whoever asked has its own timeout
    link.counters.drop('Stopped');
  }
}

function isResult(value: unknown): value is NatsResult<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
}
