import { type AttributeValue, isAttributes, parseJson, printJson } from '@dogwatch/logs';
import { logsReceivedSubject, parseSubject } from '@dogwatch/messages';
import type { StreamDelivery, StreamHandler, StreamVerdict } from '@dogwatch/nats';
import { readLogs } from '../intake/read-logs.js';
import { printBatch } from '../intake/log-batch.js';
import type { ProcessBatch } from '../process/process-batch.js';
import type { OutgoingLog } from '../process/print-item.js';
import type { LogReason } from '../reasons.js';
import { deliverLogs, type DeliverOptions, keepRefused } from './deliver-logs.js';

/** How to deal with what is in the queue. */
export interface WorkOptions extends DeliverOptions {
  readonly root: string;
  readonly processBatch: ProcessBatch;
  /** A batch that has been delivered more often is kept aside: it may be what kills replicas. */
  readonly maxDeliveries: number;
  /** Aborted when this replica stops; what is not done then is left to others. */
  readonly signal: AbortSignal;
  readonly onProcessed: (logs: number) => void;
}

const done: StreamVerdict = { kind: 'done' };
const again = (delayMillis: number): StreamVerdict => ({ kind: 'again', delayMillis });
const noPipelinesMillis = 5000;
const notDeliveredMillis = 10_000;

/** Takes a batch off the queue once all of its logs are in the sink or among the dead letters. */
export function createQueueWorker(options: WorkOptions): StreamHandler {
  return async (delivery) => {
    const text = Buffer.from(delivery.data.buffer, delivery.data.byteOffset, delivery.data.length).toString('utf8');
    if (delivery.deliveryCount > options.maxDeliveries)
      return keepAside('TooManyDeliveries', `delivered ${delivery.deliveryCount} times`, text, options);
    const payload = toPayload(text, delivery, options.root);
    const processed = await options.processBatch(payload ?? text);
    if (!processed.ok)
      return processed.reason === 'NoPipelines'
        ? again(noPipelinesMillis)
        : keepAside('UnreadableBatch', processed.message, text, options);
    const result = await deliverLogs(processed.logs, options.signal, options);
    if (result.kind === 'safe') {
      options.onProcessed(processed.count);
      return done;
    }
    // a replica that stops leaves its work to others at once
    return again(options.signal.aborted ? 0 : notDeliveredMillis);
  };
}

/** What others publish on subjects of their own is like the body of a request; undefined when it already is a batch. */
function toPayload(text: string, { subject, receivedAtMillis }: StreamDelivery, root: string): string | undefined {
  if (parseSubject(root, logsReceivedSubject, subject) !== undefined) return undefined;
  const read = readLogs(text, { contentType: '', defaults: {}, receivedAtMillis });
  return read.ok ? printBatch(read.batch) : undefined;
}

async function keepAside(
  reason: LogReason,
  message: string,
  text: string,
  options: WorkOptions,
): Promise<StreamVerdict> {
  const kept = await keepRefused({ reason, message, logs: logsOf(text) }, options);
  return kept ? done : again(notDeliveredMillis);
}

/** The logs of a batch, each as JSON; what is no batch is one text. */
function logsOf(text: string): readonly OutgoingLog[] {
  const parsed = parseJson(text);
  const logs: AttributeValue | undefined = parsed.ok && isAttributes(parsed.value) ? parsed.value['logs'] : undefined;
  const all = Array.isArray(logs) ? logs : [text];
  return all.map((log) => ({ json: printJson(log), service: '' }));
}
