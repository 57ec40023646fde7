import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { logsProcessedSubject, printSubject } from '@dogwatch/messages';
import type { DurableStream, NatsLink, NatsResult } from '@dogwatch/nats';
import type { OutgoingLog } from '../process/print-item.js';
import type { Delivery, RefusedLogs, Sink } from './sink.js';

/** How to hand logs on over NATS. */
export interface NatsSinkOptions {
  readonly link: NatsLink;
  /** Keeps what is published until whoever consumes it comes; without it whoever listens gets it, and nobody else. */
  readonly stream: DurableStream | undefined;
}

interface Message {
  readonly subject: string;
  readonly service: string;
  readonly logs: readonly OutgoingLog[];
}

const attemptMillis = 10_000;
const pauseMillis = 1000;
const overheadBytes = 2048;

/** Publishes processed logs as `logsProcessed`, a message for each service in a delivery, or several where one would be too large. */
export function createNatsSink({ link, stream }: NatsSinkOptions): Sink {
  let problem: string | undefined;
  const publish = async (message: Message, signal: AbortSignal): Promise<RefusedLogs | undefined> => {
    const payload = Buffer.from(`{"logs":[${message.logs.map(({ json }) => json).join(',')}]}`);
    const id = randomUUID();
    for (;;) {
      const result = await send({ link, stream }, message, { payload, id });
      problem = result.ok ? undefined : `${result.reason}: ${result.message}`;
      if (result.ok || signal.aborted) return undefined;
      if (result.reason === 'PayloadTooLarge')
        return { reason: 'SinkRefused', message: result.message, logs: message.logs };
      await delay(pauseMillis, undefined, { signal }).catch(() => {});
    }
  };
  return {
    name: 'nats',
    async deliver(logs, signal): Promise<Delivery> {
      const messages = toMessages(logs, link);
      const refused = await Promise.all(messages.map((message) => publish(message, signal)));
      if (signal.aborted && problem !== undefined) return { ok: false, reason: 'SinkAway', message: problem };
      return { ok: true, refused: refused.filter((one) => one !== undefined) };
    },
    state: () => (problem === undefined ? { state: 'up' } : { state: 'down', message: problem }),
    stop: () => Promise.resolve(),
  };
}

function send(
  { link, stream }: NatsSinkOptions,
  { subject, service, logs }: Message,
  { payload, id }: { payload: Buffer; id: string },
): Promise<NatsResult<unknown>> {
  if (stream !== undefined)
    return stream.store({ template: logsProcessedSubject.template, subject, payload, id }, attemptMillis);
  const contents: unknown = { logs: logs.map(({ json }): unknown => JSON.parse(json)) };
  return Promise.resolve(link.publishJson(logsProcessedSubject, { service }, contents));
}

function toMessages(logs: readonly OutgoingLog[], link: NatsLink): readonly Message[] {
  const maxBytes = link.maxPayloadBytes() - overheadBytes;
  const byService = Map.groupBy(logs, ({ service }) => service.slice(0, 100));
  return [...byService].flatMap(([service, all]) => {
    const subject = printSubject(link.root, logsProcessedSubject, { service });
    return toGroups(all, maxBytes).map((group) => ({ subject, service, logs: group }));
  });
}

function toGroups(logs: readonly OutgoingLog[], maxBytes: number): OutgoingLog[][] {
  const groups: OutgoingLog[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const log of logs) {
    const size = Buffer.byteLength(log.json) + 1;
    if (bytes + size > maxBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(log);
    bytes += size;
  }
  return groups;
}
