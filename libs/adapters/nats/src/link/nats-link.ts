import type { SubjectTemplate } from '@dogwatch/messages';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { NatsResult } from '../result.js';
import type { PayloadSchema } from '../schema.js';

/** Whether there is a server behind the link, for health pages. */
export interface NatsState {
  readonly connected: boolean;
  /** Unix milliseconds of the last change of `connected`, or of the start. */
  readonly sinceMillis: number;
  /** `host:port` of the server, or of the last one; undefined before the first connection. */
  readonly server: string | undefined;
  /** How often the connection was lost and regained. */
  readonly reconnects: number;
  /** Why it is not connected, without secrets; undefined while connected. */
  readonly lastError: string | undefined;
}

/** Totals since the link was made. */
export interface NatsCounters {
  /** Messages handed to the server, requests and replies included. */
  readonly published: number;
  /** Messages that handlers were given. */
  readonly received: number;
  /** Messages that went nowhere, by reason: `BufferFull`, `PayloadTooLarge`, `SlowConsumer`, `Stopped`. */
  readonly dropped: Readonly<Partial<Record<string, number>>>;
  /** Messages whose payload did not match their contract. */
  readonly badPayloads: number;
  /** Handlers that threw. */
  readonly handlerErrors: number;
}

/** Values of the variable tokens of a subject. */
export type SubjectKeys<Key extends string> = Readonly<Record<Key, string>>;

/** What a handler may know of a message besides its payload. The span of the message is active while the handler runs. */
export interface MessageContext<Key extends string> {
  /** The concrete subject. */
  readonly subject: string;
  readonly keys: SubjectKeys<Key>;
  readonly headers: MsgHdrs | undefined;
}

/** Where to listen, and how much may wait. */
export interface SubscribeOptions<Key extends string> {
  /** Only these; a key that is left out is a wildcard. */
  readonly keys?: Partial<SubjectKeys<Key>>;
  /** One member of the queue group gets each message; without it every subscriber does. */
  readonly queue?: string;
  /** Messages waiting for the handler before the newest are dropped (requests are refused as `Overloaded`); default 8192. */
  readonly maxPending?: number;
  /** Handlers at work at once; default 1 for events (so in order), 16 for requests. */
  readonly concurrency?: number;
}

/** A running subscription; survives reconnects. */
export interface NatsSubscription {
  /** Resolves as soon as the server has confirmed the subscription on the present connection, or once it will. */
  ready(): Promise<void>;
  /** Takes no further messages and waits for the handlers at work. */
  stop(): Promise<void>;
}

/** What a responder says; undefined says nothing. */
export type Answer = NatsResult<unknown> | undefined;

/** How to ask one. */
export interface RequestOptions<T> {
  readonly schema: PayloadSchema<T>;
  readonly timeoutMillis: number;
}

/** How to ask all. */
export interface RequestManyOptions<T> {
  readonly schema: PayloadSchema<T>;
  /** How long to gather answers. */
  readonly waitMillis: number;
  /** Ends early after so many answers. */
  readonly max: number;
}

/**
 * One connection to NATS for a whole process: plain JSON payloads checked by their contracts, W3C trace context in headers,
 * spans named by subject template, expected failures as values. Made by `connectNats`.
 */
export interface NatsLink {
  /** The first token of every subject. */
  readonly root: string;
  /** The client name the server shows. */
  readonly name: string;
  /** The official client's connection (for JetStream and the like); undefined before the first connection. */
  readonly connection: NatsConnection | undefined;
  /** Resolves with the connection as soon as there is one for the first time; rejects when the link is stopped before. */
  connected(): Promise<NatsConnection>;
  state(): NatsState;
  counters(): NatsCounters;
  /** Bytes the server takes at most in one message, headers included; the default of nats-server before the first connection. */
  maxPayloadBytes(): number;
  /** Calls the listener after every change of `state().connected`; the result removes it. */
  onStateChange(listener: (state: NatsState) => void): () => void;
  /** Calls the listener with the present connection, if any, and with each one that takes its place; the result removes it. */
  onConnection(listener: (connection: NatsConnection) => void): () => void;
  /**
   * Sends without waiting; `buffered` while the server is away or slow. Refused with `PayloadTooLarge`, `BufferFull` (larger
   * than the whole buffer) or `Stopped`. A full buffer drops its oldest messages, counted.
   */
  publishJson<Key extends string>(
    subject: SubjectTemplate<Key>,
    keys: SubjectKeys<Key>,
    payload: unknown,
  ): NatsResult<'sent' | 'buffered'>;
  /** Runs the handler for each message that matches the schema; others are counted and logged, as are handlers that throw. */
  subscribeJson<Key extends string, T>(
    subject: SubjectTemplate<Key>,
    schema: PayloadSchema<T>,
    handler: (payload: T, context: MessageContext<Key>) => unknown,
    options?: SubscribeOptions<Key>,
  ): NatsSubscription;
  /**
   * Asks one responder. Refused with `Disconnected`, `NoResponders`, `Timeout`, `BadReply`, `PayloadTooLarge`, `Stopped`, or the
   * reason the responder gave.
   */
  requestJson<Key extends string, T>(
    subject: SubjectTemplate<Key>,
    keys: SubjectKeys<Key>,
    payload: unknown,
    options: RequestOptions<T>,
  ): Promise<NatsResult<T>>;
  /** Asks every responder and gathers what they answer in time, each answer or refusal; refused as `requestJson` when nobody could be asked. */
  requestMany<Key extends string, T>(
    subject: SubjectTemplate<Key>,
    keys: SubjectKeys<Key>,
    payload: unknown,
    options: RequestManyOptions<T>,
  ): Promise<NatsResult<readonly NatsResult<T>[]>>;
  /**
   * Answers requests with what the handler returns; a refusal, a bad payload or an exception becomes an error reply. A handler
   * that returns undefined stays silent, for requests that another replica has to answer.
   */
  respondJson<Key extends string, T>(
    subject: SubjectTemplate<Key>,
    schema: PayloadSchema<T>,
    handler: (payload: T, context: MessageContext<Key>) => Answer | Promise<Answer>,
    options?: SubscribeOptions<Key>,
  ): NatsSubscription;
  /** Takes no new messages, lets handlers and waiting messages finish within the bound of the options, and closes. */
  stop(): Promise<void>;
}
