import { printSubject, type SubjectTemplate } from '@dogwatch/messages';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { type NatsResult, refuse } from '../result.js';
import { encodePayload, readReply } from '../wire.js';
import { toRequestRefusal } from './describe-problem.js';
import type { LinkContext } from './listen.js';
import type { RequestManyOptions, RequestOptions, SubjectKeys } from './nats-link.js';
import { maxPayloadOf, measureMessage } from './outbox.js';
import { traceProducer } from './trace-messages.js';

/** A question: where to, and what. */
export interface Question<Key extends string> {
  readonly subject: SubjectTemplate<Key>;
  readonly keys: SubjectKeys<Key>;
  readonly payload: unknown;
}

interface Prepared {
  readonly connection: NatsConnection;
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

/** Asks one responder. */
export function request<Key extends string, T>(
  link: LinkContext,
  question: Question<Key>,
  { schema, timeoutMillis }: RequestOptions<T>,
): Promise<NatsResult<T>> {
  return ask(link, question, async ({ connection, subject, payload, headers }) =>
    readReply(await connection.request(subject, payload, { timeout: timeoutMillis, headers }), schema),
  );
}

/** Asks every responder and gathers the answers. */
export function requestAll<Key extends string, T>(
  link: LinkContext,
  question: Question<Key>,
  { schema, waitMillis, max }: RequestManyOptions<T>,
): Promise<NatsResult<readonly NatsResult<T>[]>> {
  return ask(link, question, async ({ connection, subject, payload, headers }) => {
    const options = { strategy: 'count', maxWait: waitMillis, maxMessages: max, headers } as const;
    const replies: Msg[] = [];
    for await (const reply of await connection.requestMany(subject, payload, options)) replies.push(reply);
    return { ok: true, value: replies.map((reply) => readReply(reply, schema)) };
  });
}

function ask<Key extends string, T>(
  link: LinkContext,
  { subject: template, keys, payload: value }: Question<Key>,
  send: (prepared: Prepared) => Promise<NatsResult<T>>,
): Promise<NatsResult<T>> {
  const subject = printSubject(link.root, template, keys);
  return traceProducer('request', { template: template.template, subject }, async (headers) => {
    const connection = link.keeper.usable();
    if (connection === undefined) return refuseDisconnected(link, subject);
    const payload = encodePayload(value);
    const bytes = measureMessage({ payload, headers });
    if (bytes > maxPayloadOf(connection))
      return refuse('PayloadTooLarge', `${bytes} bytes on ${subject}, the server takes ${maxPayloadOf(connection)}`);
    link.counters.add('published');
    try {
      return await send({ connection, subject, payload, headers });
    } catch (error) {
      return toRequestRefusal(error, subject, link.keeper.usable() !== undefined);
    }
  });
}

function refuseDisconnected({ keeper }: LinkContext, subject: string): NatsResult<never> {
  if (keeper.stopped.aborted) return refuse('Stopped', `nothing was asked on ${subject}: the NATS link is stopped`);
  return refuse(
    'Disconnected',
    `nothing was asked on ${subject}: ${keeper.state().lastError ?? 'no connection to NATS'}`,
  );
}
