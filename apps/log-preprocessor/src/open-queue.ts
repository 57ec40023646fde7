import { logsReceived, logsReceivedSubject, logsRefusedSubject } from '@dogwatch/messages';
import { type DurableStream, openStream, type StreamConsumer } from '@dogwatch/nats';
import type { AcceptLogs } from './intake/accept-logs.js';
import type { ProcessBatch } from './process/process-batch.js';
import { createDirectAccept } from './queue/accept-directly.js';
import { createQueueAccept } from './queue/accept-into-queue.js';
import { type DeadLetters, keepInFile, keepInStream } from './queue/dead-letters.js';
import type { DeliverOptions } from './queue/deliver-logs.js';
import { createQueueWorker } from './queue/work-off-queue.js';
import { nowMillis, type RuntimeParts } from './runtime-parts.js';
import type { RefusedLogs, Sink } from './sinks/sink.js';

/** What makes logs safe. */
export interface OpenedQueue {
  readonly accept: AcceptLogs;
  /** Why nothing is accepted now. */
  readonly problem: () => string | undefined;
  readonly inFlight: () => number;
}

/** Replicas that share the queue. */
const durable = 'log-preprocessor';

/** What works a queue off. */
export interface QueueWork {
  readonly processBatch: ProcessBatch;
  readonly sink: Sink;
  /** Nothing is taken off the queue before. */
  readonly startAfter: Promise<void>;
}

/** Opens the queue, if there is to be one, and works it off as soon as there is something to do that with. */
export function openQueue(parts: RuntimeParts, { processBatch, sink, startAfter }: QueueWork): OpenedQueue {
  const { context } = parts;
  const options: DeliverOptions = {
    sink,
    deadLetters: openDeadLetters(parts),
    nowMillis,
    onRefused: (refused, isKept, problem) => tellRefused(parts, refused, isKept, problem),
  };
  return context.config.queue === 'none'
    ? openDirect(parts, processBatch, options)
    : openJetStream(parts, processBatch, { ...options, startAfter });
}

function openDirect(parts: RuntimeParts, processBatch: ProcessBatch, options: DeliverOptions): OpenedQueue {
  const { context } = parts;
  const { acceptTimeoutSeconds } = context.config;
  const maxWaitMillis = acceptTimeoutSeconds * 1000;
  const counted: ProcessBatch = async (payload) => {
    const processed = await processBatch(payload);
    if (processed.ok) parts.metrics.processed(processed.count);
    return processed;
  };
  const stopping = new AbortController();
  context.onShutdown('deliveries', () => stopping.abort());
  const accept = createDirectAccept(counted, { ...options, maxWaitMillis, signal: stopping.signal });
  listenToNats(parts, accept);
  return { accept, problem: () => undefined, inFlight: () => 0 };
}

/** Takes what others publish as received, as far as core NATS goes: a batch that cannot be delivered in time is gone. */
function listenToNats({ context, link, metrics, rareLog }: RuntimeParts, accept: AcceptLogs): void {
  const subscription = link.subscribeJson(
    logsReceivedSubject,
    logsReceived,
    async ({ receivedAtMillis, defaults, logs }) => {
      const batch = { receivedAtMillis, defaults, logsJson: JSON.stringify(logs), count: logs.length, service: '' };
      const accepted = await accept(batch);
      if (accepted.ok) return;
      metrics.refused(accepted.reason, logs.length, false);
      rareLog.error({ reason: accepted.reason }, `Logs from NATS are lost: ${accepted.message}`);
    },
    { queue: context.name, concurrency: natsConcurrency },
  );
  context.onShutdown('NATS input', () => subscription.stop());
}

const natsConcurrency = 4;

function openJetStream(
  parts: RuntimeParts,
  processBatch: ProcessBatch,
  { startAfter, ...options }: DeliverOptions & Pick<QueueWork, 'startAfter'>,
): OpenedQueue {
  const { context, link, metrics, rareLog } = parts;
  const { config } = context;
  const stream = openLogs(parts);
  const stopping = new AbortController();
  const consumer = stream.consume(
    {
      durable,
      template: logsReceivedSubject.template,
      maxInFlight: config.maxInFlight,
      startAfter,
      ackWaitMillis: config.ackWaitSeconds * 1000,
      onProblem: (problem) =>
        rareLog.warn({ reason: 'QueueAway', problem }, `The queue cannot be worked off: ${problem}`),
    },
    createQueueWorker({
      ...options,
      root: link.root,
      processBatch,
      maxDeliveries: config.maxDeliveries,
      signal: stopping.signal,
      onProcessed: metrics.processed,
    }),
  );
  context.onShutdown('queue', () => stopConsumer(consumer, stopping));
  const problem = followProblem(parts, consumer);
  const accept = createQueueAccept(link, stream, config.acceptTimeoutSeconds * 1000);
  return { accept, problem, inFlight: () => consumer.inFlight };
}

function openLogs({ context, link }: RuntimeParts): DurableStream {
  const { queueMaxBytes, queueReplicas, queueStorage, queueSubjects } = context.config;
  return openStream(link, {
    name: 'logs',
    subjects: [logsReceivedSubject],
    foreignSubjects: queueSubjects,
    kind: 'work',
    maxBytes: queueMaxBytes,
    storage: queueStorage,
    replicas: queueReplicas,
  });
}

/** Why nothing is accepted or worked off now; also listed in the probes. */
function followProblem({ context, link }: RuntimeParts, consumer: StreamConsumer): () => string | undefined {
  const problem = (): string | undefined =>
    link.state().connected ? consumer.problem : (link.state().lastError ?? 'no connection to NATS');
  context.health.addPeer('queue', () => {
    const message = problem();
    return message === undefined ? { state: 'up' } : { state: 'down', message };
  });
  return problem;
}

/** What is at work gets some time to be done; then it is left to others. */
async function stopConsumer(consumer: StreamConsumer, stopping: AbortController): Promise<void> {
  const timer = setTimeout(() => stopping.abort(), drainMillis);
  await consumer.stop().finally(() => clearTimeout(timer));
  stopping.abort();
}

const drainMillis = 8000;

function openDeadLetters({ context, link }: RuntimeParts): DeadLetters | undefined {
  const { deadLetterFile, deadLetterMaxBytes: maxBytes, queue, queueReplicas: replicas } = context.config;
  if (deadLetterFile !== undefined) return keepInFile(deadLetterFile, maxBytes);
  if (queue === 'none') return undefined;
  const name = 'logs_refused';
  return keepInStream(
    link,
    openStream(link, { name, subjects: [logsRefusedSubject], kind: 'log', maxBytes, replicas }),
  );
}

function tellRefused(
  { metrics, rareLog }: RuntimeParts,
  { reason, message, logs }: RefusedLogs,
  isKept: boolean,
  problem: string | undefined,
): void {
  metrics.refused(reason, logs.length, isKept);
  const fate = isKept ? 'they are kept as dead letters' : `they cannot be kept: ${problem}`;
  rareLog.error({ reason, logs: logs.length }, `Logs cannot be delivered, ${fate}: ${message}`);
}
