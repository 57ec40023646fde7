import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { type NatsResult, refuse } from '../result.js';
import type { ConnectionKeeper } from './connection-keeper.js';
import type { LimitedWarn } from './limit-log.js';
import type { TrafficCounters } from './traffic-counters.js';

/** One message on its way out. */
export interface OutgoingMessage {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

/** Sends events in order with bounded memory, whether the server is there, away or slow. */
export interface Outbox {
  publish(message: OutgoingMessage): NatsResult<'sent' | 'buffered'>;
  /** Sends what waits; to be called when a server has been reached. */
  resume(): void;
  /** Resolves when the server has taken everything that was sent. */
  flushed(): Promise<void>;
}

/** What the outbox stands on. */
export interface OutboxContext {
  readonly keeper: Pick<ConnectionKeeper, 'usable'>;
  /** Bytes that may wait here. */
  readonly bufferBytes: number;
  readonly counters: TrafficCounters;
  readonly warn: LimitedWarn;
}

// what the official client and the socket may hold: it buffers without bound, so the server must confirm now and then
const windowBytes = 4_194_304;
const confirmEveryBytes = windowBytes / 4;
const messageOverheadBytes = 256;
const defaultMaxPayloadBytes = 1_048_576;

/** Bytes of a message as `max_payload` counts them: payload and headers. */
export function measureMessage({ payload, headers }: Pick<OutgoingMessage, 'payload' | 'headers'>): number {
  if (headers === undefined) return payload.length;
  let bytes = 'NATS/1.0\r\n\r\n'.length;
  for (const [key, values] of headers) for (const value of values) bytes += Buffer.byteLength(`${key}: ${value}\r\n`);
  return payload.length + bytes;
}

/** What the server takes at most in one message; the default of nats-server before the first connection. */
export function maxPayloadOf(connection: NatsConnection | undefined): number {
  return connection?.info?.max_payload ?? defaultMaxPayloadBytes;
}

/** An empty outbox. When more than `bufferBytes` wait, the oldest messages are dropped and counted as `BufferFull`. */
export function createOutbox(context: OutboxContext): Outbox {
  return new BoundedOutbox(context);
}

// owns what waits
class BoundedOutbox implements Outbox {
  private waiting: OutgoingMessage[] = [];
  private waitingBytes = 0;
  private unconfirmedBytes = 0;
  private confirming: Promise<void> | undefined;

  constructor(private readonly context: OutboxContext) {}

  publish(message: OutgoingMessage): NatsResult<'sent' | 'buffered'> {
    const connection = this.context.keeper.usable();
    const bytes = measureMessage(message);
    if (bytes > maxPayloadOf(connection)) {
      this.context.counters.drop('PayloadTooLarge');
      return refuse(
        'PayloadTooLarge',
        `${bytes} bytes on ${message.subject}, the server takes ${maxPayloadOf(connection)}`,
      );
    }
    if (connection !== undefined && this.waiting.length === 0 && this.unconfirmedBytes < windowBytes) {
      this.send(connection, message);
      return { ok: true, value: 'sent' };
    }
    return this.buffer(message);
  }

  resume(): void {
    const { waiting } = this;
    let sent = 0;
    for (const message of waiting) {
      const connection = this.context.keeper.usable();
      if (connection === undefined || this.unconfirmedBytes >= windowBytes) break;
      this.waitingBytes -= toBufferedBytes(message);
      sent += 1;
      this.send(connection, message);
    }
    this.waiting = waiting.slice(sent);
  }

  async flushed(): Promise<void> {
    while (this.context.keeper.usable() !== undefined && (this.waiting.length > 0 || this.unconfirmedBytes > 0)) {
      await this.confirm();
    }
  }

  private send(connection: NatsConnection, { subject, payload, headers }: OutgoingMessage): void {
    const { counters } = this.context;
    const bytes = measureMessage({ payload, headers });
    if (bytes > maxPayloadOf(connection)) {
      counters.drop('PayloadTooLarge');
      return;
    }
    try {
      connection.publish(subject, payload, headers === undefined ? {} : { headers });
    } catch {
      // only a connection that is being closed refuses now
      counters.drop('Stopped');
      return;
    }
    counters.add('published');
    this.unconfirmedBytes += bytes + messageOverheadBytes;
    if (this.unconfirmedBytes >= confirmEveryBytes) void this.confirm();
  }

  private buffer(message: OutgoingMessage): NatsResult<'sent' | 'buffered'> {
    const { bufferBytes, counters, warn } = this.context;
    const bytes = toBufferedBytes(message);
    if (bytes > bufferBytes) {
      counters.drop('BufferFull');
      return refuse('BufferFull', `${bytes} bytes on ${message.subject}, the whole buffer has ${bufferBytes}`);
    }
    this.waiting.push(message);
    this.waitingBytes += bytes;
    let dropped = 0;
    while (this.waitingBytes > bufferBytes) {
      const oldest = this.waiting[dropped];
      if (oldest === undefined) break;
      this.waitingBytes -= toBufferedBytes(oldest);
      dropped += 1;
      counters.drop('BufferFull');
    }
    if (dropped > 0) {
      this.waiting.splice(0, dropped);
      warn('BufferFull', { bufferBytes }, 'NATS is away or slow: dropping the oldest messages that wait');
    }
    return { ok: true, value: 'buffered' };
  }

  /** Asks the server whether it has taken everything so far, then sends on. */
  private confirm(): Promise<void> {
    this.confirming ??= this.roundTrip().finally(() => {
      this.confirming = undefined;
      this.resume();
    });
    return this.confirming;
  }

  private async roundTrip(): Promise<void> {
    const asked = this.unconfirmedBytes;
    try {
      await this.context.keeper.usable()?.flush();
      this.unconfirmedBytes -= asked;
    } catch {
      // the connection was lost, and with it what the client held
      this.unconfirmedBytes = 0;
    }
  }
}

function toBufferedBytes(message: OutgoingMessage): number {
  return measureMessage(message) + messageOverheadBytes;
}
