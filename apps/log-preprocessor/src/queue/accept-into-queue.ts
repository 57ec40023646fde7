import { randomUUID } from 'node:crypto';
import { logsReceivedSubject, printSubject } from '@dogwatch/messages';
import type { DurableStream, NatsLink, NatsRefusal } from '@dogwatch/nats';
import type { AcceptLogs } from '../intake/accept-logs.js';
import { splitBatch } from '../intake/split-batch.js';
import { type LogRefusal, refuseLogs } from '../reasons.js';

/** What NATS adds to a payload: subject, id and trace context. */
const overheadBytes = 1024;

/** With a queue: logs are safe when JetStream has stored them. */
export function createQueueAccept(link: NatsLink, stream: DurableStream, maxWaitMillis: number): AcceptLogs {
  return async (batch) => {
    const subject = printSubject(link.root, logsReceivedSubject, { service: batch.service });
    const payloads = splitBatch(batch, link.maxPayloadBytes() - overheadBytes);
    const { template } = logsReceivedSubject;
    const stored = await Promise.all(
      payloads.map((payload) => stream.store({ template, subject, payload, id: randomUUID() }, maxWaitMillis)),
    );
    const refusal = stored.find((result) => !result.ok);
    return refusal === undefined ? { ok: true } : toRefusal(refusal);
  };
}

function toRefusal({ reason, message }: NatsRefusal): LogRefusal {
  if (reason === 'StreamFull') return refuseLogs('QueueFull', message, fullRetrySeconds);
  return refuseLogs('QueueAway', `${reason}: ${message}`, awayRetrySeconds);
}

const fullRetrySeconds = 5;
const awayRetrySeconds = 2;
