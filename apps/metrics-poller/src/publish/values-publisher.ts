import type { MetricSnapshot, MetricValue, MetricValuesUpdated } from '@dogwatch/messages';
import { createCurrentValues, toFitting, toKey } from './current-values.js';
import { type ChunkLimits, toChunks } from './to-chunks.js';

/** Values and removals since the last message; the newest value of a metric wins. */
interface Pending {
  readonly values: Map<string, MetricValue>;
  readonly removed: Set<string>;
}

/** What the publisher needs from outside. */
export interface ValuesPublisherOptions {
  /** Names this leadership; receivers that see another one start from a snapshot. */
  readonly epoch: string;
  /** Sends one message; must not throw. A message that is lost shows as a gap and is healed by a snapshot. */
  readonly publish: (message: MetricValuesUpdated) => void;
  readonly nowMillis: () => number;
  /** Most values in one message. 500 values of the usual size are about 150 KiB. */
  readonly maxValuesPerMessage?: number;
  /** Most bytes of one message with its headers, as the server takes them now. */
  readonly maxMessageBytes: () => number;
}

/** Publishes what the leader knows in numbered messages, and answers for all of it page by page. */
export interface ValuesPublisher {
  /** Notes a new value; it goes out with the next `flush`. */
  update(value: MetricValue): void;
  /** Notes that a metric (`namespace/name`) is gone. */
  remove(key: string): void;
  /** Sends what is pending. With `heartbeat`, sends an empty message when nothing is: the sign of life. */
  flush(heartbeat?: boolean): void;
  /** One page of everything, in key order, after `cursor`. */
  snapshot(cursor: string | undefined): MetricSnapshot;
}

/** Room for what is in a message besides values: epoch, numbers and trace headers. */
const envelopeBytes = 1024;
const minRoomBytes = 512;

/** See `ValuesPublisher`. */
export function createValuesPublisher(options: ValuesPublisherOptions): ValuesPublisher {
  const { epoch, publish, nowMillis, maxValuesPerMessage: maxItems = 500, maxMessageBytes } = options;
  const current = createCurrentValues();
  let pending: Pending = { values: new Map(), removed: new Set() };
  let sequence = 0;

  const limits = (): ChunkLimits => ({
    maxItems,
    maxBytes: Math.max(maxMessageBytes() - envelopeBytes, minRoomBytes),
  });
  const send = (values: readonly MetricValue[], removed: readonly string[]): void => {
    sequence += 1;
    publish({ epoch, sequence, sentAtMillis: nowMillis(), values: [...values], removed: [...removed] });
  };

  return {
    update(value) {
      const key = toKey(value);
      current.set(value);
      pending.values.set(key, value);
      pending.removed.delete(key);
    },
    remove(key) {
      if (!current.delete(key)) return;
      pending.values.delete(key);
      pending.removed.add(key);
    },
    flush(heartbeat = false) {
      const { values, removed } = pending;
      pending = { values: new Map(), removed: new Set() };
      const bounds = limits();
      const fitting = [...values.values()].map((value) => toFitting(value, bounds.maxBytes));
      for (const chunk of toChunks(removed, bounds)) send([], chunk);
      for (const chunk of toChunks(fitting, bounds)) send(chunk, []);
      if (heartbeat && values.size === 0 && removed.size === 0) send([], []);
    },
    snapshot(cursor) {
      const { values, next } = current.page(cursor, limits());
      return { epoch, sequence, values: [...values], ...(next === undefined ? {} : { next }) };
    },
  };
}
