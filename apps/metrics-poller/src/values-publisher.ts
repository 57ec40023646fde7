import type { MetricSnapshot, MetricValue, MetricValuesUpdated } from '@dogwatch/messages';

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

/** `namespace/name` of a value. */
export function toKey(value: Pick<MetricValue, 'namespace' | 'name'>): string {
  return `${value.namespace}/${value.name}`;
}

function* toChunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** See `ValuesPublisher`. Keeps the last value of every metric; that memory is bounded by the number of DatadogMetrics. */
export function createValuesPublisher(options: ValuesPublisherOptions): ValuesPublisher {
  const { epoch, publish, nowMillis, maxValuesPerMessage = 500 } = options;
  const current = new Map<string, MetricValue>();
  let pending: Pending = { values: new Map(), removed: new Set() };
  let sequence = 0;

  const send = (values: readonly MetricValue[], removed: readonly string[]): void => {
    sequence += 1;
    publish({ epoch, sequence, sentAtMillis: nowMillis(), values: [...values], removed: [...removed] });
  };

  return {
    update(value) {
      const key = toKey(value);
      current.set(key, value);
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
      for (const chunk of toChunks([...removed], maxValuesPerMessage)) send([], chunk);
      for (const chunk of toChunks([...values.values()], maxValuesPerMessage)) send(chunk, []);
      if (heartbeat && values.size === 0 && removed.size === 0) send([], []);
    },
    snapshot(cursor) {
      const rest = [...current.keys()].filter((key) => cursor === undefined || key > cursor).sort();
      const page = rest.slice(0, maxValuesPerMessage);
      const values = page.flatMap((key) => current.get(key) ?? []);
      const next = rest.length > page.length ? page.at(-1) : undefined;
      return { epoch, sequence, values, ...(next === undefined ? {} : { next }) };
    },
  };
}
