import type { DatadogMetric, DatadogMetricStatus } from '@dogwatch/crds';
import { coreResources, type KubeClient, type KubeResult } from '@dogwatch/kube';
import { type MetricState, toStatus } from '@dogwatch/scaling';
import { createRareLog, type Logger, type RareLog } from '@dogwatch/telemetry';
import type { MetricObjects, MetricStates } from '../poll/poller-ports.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';
import type { WorkQueueMetrics } from '../telemetry/work-queue-metrics.js';

/** What the API server last said of an object, as far as it is needed to write its status. */
export type KnownObject = Pick<DatadogMetric, 'metadata' | 'status'>;

/** What it takes to change DatadogMetrics. */
export interface MetricObjectsOptions {
  readonly client: KubeClient;
  /** The states to write; asked at the time of writing. */
  readonly states: () => MetricStates;
  /** The objects as the watch last saw them. */
  readonly known: (key: string) => KnownObject | undefined;
  readonly log: Logger;
  /** Called for every status written, or not written because of a failure. */
  readonly onWrite?: (reason: string | undefined) => void;
  /** Hears how the queue of statuses goes. */
  readonly queueEvents?: Partial<WorkQueueMetrics> | undefined;
  readonly concurrency?: number;
}

/** `MetricObjects` over the Kubernetes API. `stop` finishes the writes at work and drops the rest. */
export interface KubeMetricObjects extends MetricObjects {
  /** Statuses that wait or are being written. */
  readonly queue: Pick<WorkQueue, 'depth' | 'workingSeconds'>;
  stop(): Promise<void>;
}

const resource = coreResources.datadogMetrics;
const maxConflicts = 5;

/** Splits `NAMESPACE/NAME`. */
function parseKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * Whether two statuses say the same. The time of the last attempt alone is no news, nor are the seconds in a message that pass
 * while a failure lasts: writing them for 10,000 metrics each period would load the API server for nothing.
 */
export function isSameStatus(a: DatadogMetricStatus, b: DatadogMetricStatus | undefined): boolean {
  return b !== undefined && toNews(a) === toNews(b);
}

const passingSeconds = /\d+(?:\.\d+)? ?s(?:ec(?:ond)?s?)?\b/g;

function toNews({ currentValue, autoscalerReferences = '', conditions = [] }: DatadogMetricStatus): string {
  const news = conditions.map(({ type, status, reason = '', message = '', lastUpdateTime }) => [
    type,
    status,
    reason,
    message.replaceAll(passingSeconds, '? s'),
    type === 'Updated' ? lastUpdateTime : undefined,
  ]);
  return JSON.stringify([currentValue, autoscalerReferences, news]);
}

/** See `KubeMetricObjects`. Statuses are written with the object's resourceVersion, so that an old leader cannot overwrite a new one. */
export function createMetricObjects(options: MetricObjectsOptions): KubeMetricObjects {
  const { client, concurrency = 8, queueEvents } = options;
  const ending = new AbortController();
  const writing: Writing = { ...options, warn: createRareLog(options.log).warn, signal: ending.signal };
  const queue = createWorkQueue({
    concurrency,
    run: (key) => writeStatus(key, writing),
    events: queueEvents,
  });
  return {
    create: ({ namespace, name, query, externalMetricName }) =>
      client.create(resource, { metadata: { namespace, name }, spec: { query, externalMetricName } }),
    remove(key) {
      // As it was when it was found to be unused: an object that somebody has written to since is looked at again first.
      const { uid, resourceVersion } = options.known(key)?.metadata ?? {};
      return client.delete(resource, parseKey(key), {
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      });
    },
    writeStatus: (key) => queue.add(key),
    queue,
    stop() {
      ending.abort();
      return queue.stop();
    },
  };
}

interface Writing extends MetricObjectsOptions {
  readonly warn: RareLog['warn'];
  /** Aborted when the term is over: what is at work may end, but must not begin again. */
  readonly signal: AbortSignal;
}

async function writeStatus(key: string, writing: Writing): Promise<void> {
  let known = writing.known(key);
  for (let conflicts = 0; known !== undefined; conflicts += 1) {
    const state = writing.states().get(key);
    const result = state && (await writeOnce(state, known, writing.client));
    if (result === undefined) return;
    if (result.ok || result.reason !== 'Conflict' || conflicts === maxConflicts) return report(key, result, writing);
    // The other writer may be the next leader.
    if (writing.signal.aborted) return;
    writing.queueEvents?.retried?.();
    known = await readAgain(key, writing);
  }
}

async function readAgain(key: string, writing: Writing): Promise<KnownObject | undefined> {
  const fresh: KubeResult<DatadogMetric> = await writing.client.get(resource, parseKey(key));
  if (fresh.ok) return fresh.value;
  report(key, fresh, writing);
  return undefined;
}

/** Undefined when there is nothing to write. */
async function writeOnce(
  state: MetricState,
  { metadata, status: previous }: KnownObject,
  client: KubeClient,
): Promise<KubeResult<DatadogMetric> | undefined> {
  const status = toStatus(state, previous);
  if (isSameStatus(status, previous)) return undefined;
  const { name, namespace, resourceVersion, uid } = metadata;
  return client.replaceStatus(resource, { metadata: { name, namespace, resourceVersion, uid }, status });
}

/** A failure is not tried again here: the status is compared with the state in every period. */
function report(key: string, result: KubeResult<unknown>, { warn, onWrite }: Writing): void {
  if (result.ok) return onWrite?.(undefined);
  const { reason, message } = result;
  // The object has been deleted meanwhile.
  if (reason === 'NotFound') return;
  onWrite?.(reason);
  warn(
    { reason, metric: key, cause: message },
    'the status of a DatadogMetric could not be written; its value is served all the same, and the next period tries again. Check that metrics-poller may update datadogmetrics/status',
  );
}
