import { jetstream, JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { headers as createHeaders, type MsgHdrs, type NatsConnection, TimeoutError } from '@nats-io/transport-node';
import { describeProblem } from '../link/describe-problem.js';
import type { NatsLink } from '../link/nats-link.js';
import { traceProducer } from '../link/trace-messages.js';
import { type NatsRefusal, type NatsResult, refuse } from '../result.js';
import { consumeStream, type StreamConsumer, type StreamHandler } from './consume-stream.js';
import { ensureStream, toStreamName } from './ensure-stream.js';
import type { ConsumeOptions, StreamFacts, StreamMessage, StreamOptions } from './stream-options.js';
import { waitUntilConnected } from './wait-until-connected.js';

/** A stream that outlives servers and clients: it is looked after again on every connection. */
export interface DurableStream {
  /** The name on the server. */
  readonly name: string;
  /**
   * Stores a message and waits until the server says so; sent again with the same id while time is left, through reconnects.
   * Refused with `StreamFull`, `PayloadTooLarge`, `Disconnected`, `Timeout`, `JetStreamUnavailable` or `Stopped`.
   */
  store(message: StreamMessage, timeoutMillis: number): Promise<NatsResult<'stored' | 'duplicate'>>;
  /** Has messages handled until stopped. */
  consume(options: ConsumeOptions, handler: StreamHandler): StreamConsumer;
  /** How full it is, as the server says now. */
  facts(): Promise<NatsResult<StreamFacts>>;
}

/** The client of one connection, with the stream known to be there. */
export interface StreamClient {
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

const apiTimeoutMillis = 5000;
const attemptMillis = 3000;
const pauseMillis = 250;

/** A stream on the servers of a link. Does nothing until it is used. */
export function openStream(link: NatsLink, options: StreamOptions): DurableStream {
  const name = toStreamName(link.root, options.name);
  const clientOf = rememberClients(link, options);
  return {
    name,
    store: (message, timeoutMillis) =>
      traceProducer('publish', message, async (headers) => {
        const bytes = message.payload.length + headerBytes;
        if (bytes > link.maxPayloadBytes())
          return refuse(
            'PayloadTooLarge',
            `${bytes} bytes on ${message.subject}, the server takes ${link.maxPayloadBytes()}`,
          );
        return storeInTime({ link, clientOf, message, headers }, performance.now() + timeoutMillis);
      }),
    consume: (consumeOptions, handler) =>
      consumeStream({ link, stream: name, clientOf, options: consumeOptions, handler }),
    async facts() {
      const { connection } = link;
      if (connection === undefined || !link.state().connected)
        return refuse('Disconnected', `no connection to NATS to ask about ${name}`);
      try {
        const { state } = await (await clientOf(connection)).manager.streams.info(name);
        return { ok: true, value: { messages: state.messages, bytes: state.bytes } };
      } catch (error) {
        return toRefusal(error, name);
      }
    },
  };
}

/** Room for the id and the trace context. */
const headerBytes = 512;

/** The client of a connection; the stream is made once for each connection, and again after a failure. */
function rememberClients(
  link: NatsLink,
  options: StreamOptions,
): (connection: NatsConnection) => Promise<StreamClient> {
  let current:
    | { readonly connection: NatsConnection; readonly reconnects: number; readonly client: Promise<StreamClient> }
    | undefined;
  return (connection) => {
    // a server that was away may have come back without its streams
    const { reconnects } = link.state();
    if (current?.connection === connection && current.reconnects === reconnects) return current.client;
    const client = openClient(connection, link.root, options);
    const opened = { connection, reconnects, client };
    current = opened;
    client.catch(() => {
      if (current === opened) current = undefined;
    });
    return client;
  };
}

async function openClient(connection: NatsConnection, root: string, options: StreamOptions): Promise<StreamClient> {
  const client = jetstream(connection, { timeout: apiTimeoutMillis });
  const manager = await client.jetstreamManager(false);
  await ensureStream(manager, root, options);
  return { client, manager };
}

interface Store {
  readonly link: NatsLink;
  readonly clientOf: (connection: NatsConnection) => Promise<StreamClient>;
  readonly message: StreamMessage;
  readonly headers: MsgHdrs | undefined;
}

async function storeInTime(store: Store, deadline: number): Promise<NatsResult<'stored' | 'duplicate'>> {
  for (;;) {
    const left = deadline - performance.now();
    const connection = await waitUntilConnected(store.link, left);
    if (!connection.ok) return connection;
    const result = await attempt(store, connection.value, Math.min(attemptMillis, Math.max(left, 1)));
    const isFinal = result.ok || !retried.has(result.reason) || deadline - performance.now() <= pauseMillis;
    if (isFinal) return result;
    await new Promise((resolve) => setTimeout(resolve, pauseMillis));
  }
}

const retried: ReadonlySet<string> = new Set(['Disconnected', 'JetStreamUnavailable', 'Timeout']);

async function attempt(
  { clientOf, message, headers }: Store,
  connection: NatsConnection,
  timeout: number,
): Promise<NatsResult<'stored' | 'duplicate'>> {
  try {
    const { client } = await clientOf(connection);
    const { subject, payload, id } = message;
    const ack = await client.publish(subject, payload, { msgID: id, timeout, headers: headers ?? createHeaders() });
    return { ok: true, value: ack.duplicate ? 'duplicate' : 'stored' };
  } catch (error) {
    return toRefusal(error, message.subject);
  }
}

// of the server: what a stream, an account or a disk holds is used up
const fullCodes: ReadonlySet<number> = new Set([10_023, 10_047, 10_077]);

function toRefusal(error: unknown, what: string): NatsRefusal {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (error instanceof JetStreamApiError && fullCodes.has(error.code))
    return refuse('StreamFull', `the stream has no room for ${what}: ${error.message}`);
  if (error instanceof TimeoutError || cause instanceof TimeoutError)
    return refuse('Timeout', `NATS did not confirm ${what} within the time allowed`);
  return refuse('JetStreamUnavailable', `${what} cannot be stored: ${describeProblem(error)}`);
}
