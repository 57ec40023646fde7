import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { logsProcessedSubject, printSubject } from '@dogwatch/messages';
import type { DurableStream, NatsLink, NatsResult } from '@dogwatch/nats';
import type { OutgoingLog } from '../process/print-item.js';
import type { Delivery, RefusedLogs, Sink } from './sink.js';

/** How to hand logs on over NATS. */
export interface NatsSinkOptions {
  readonly link: Pick<NatsLink, 'maxPayloadBytes' | 'publishJson' | 'root' | 'state'>;
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

/** How a message ended: taken, refused for good, or given up, with why. */
type Published = { readonly refused?: RefusedLogs; readonly problem?: string };

/** Publishes processed logs as `logsProcessed`, a message for each service in a delivery, or several where one would be too large. */
export function createNatsSink({ link, stream }: NatsSinkOptions): Sink {
  let problem: string | undefined;
  const publish = async (message: Message, signal: AbortSignal): Promise<Published> => {
    const payload = Buffer.from(`{"logs":[${message.logs.map(({ json }) => json).join(',')}]}`);
    const id = randomUUID();
    for (;;) {
      const result = await send({ link, stream }, message, { payload, id });
      problem = result.ok ? undefined : `${result.reason}: ${result.message}`;
      if (result.ok) return {};
      if (result.reason === 'PayloadTooLarge')
        return { refused: { reason: 'SinkRefused', message: result.message, logs: message.logs } };
      if (signal.aborted) return { problem: `${result.reason}: ${result.message}` };
      await delay(pauseMillis, undefined, { signal }).catch(() => {});
    }
  };
  return {
    name: 'nats',
    async deliver(logs, signal): Promise<Delivery> {
      const messages = toMessages(logs, link);
      const published = await Promise.all(messages.map((message) => publish(message, signal)));
      const givenUp = published.find((one) => one.problem !== undefined)?.problem;
      if (givenUp !== undefined) return { ok: false, reason: 'SinkAway', message: givenUp };
      return { ok: true, refused: published.flatMap(({ refused }) => refused ?? []) };
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
  // what waits for a server in the memory of this process is not taken
  const { connected, lastError = 'no connection to NATS' } = link.state();
  if (!connected) return Promise.resolve({ ok: false, reason: 'Disconnected', message: lastError });
  const contents: unknown = { logs: logs.map(({ json }) => parseVerbatim(json)) };
  return Promise.resolve(link.publishJson(logsProcessedSubject, { service }, contents));
}

/** JSON that is printed again with the digits it has, those of long integers too. */
function parseVerbatim(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  return JSON.parse(json, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? JSON.rawJSON(source) : value,
  );
}

function toMessages(logs: readonly OutgoingLog[], link: NatsSinkOptions['link']): readonly Message[] {
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
