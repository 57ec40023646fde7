import type { DatadogMetric, DatadogMetricStatus } from '@dogwatch/crds';
import { coreResources, type KubeClient, type KubeFailure, type KubeResult } from '@dogwatch/kube';
import { type MetricState, toStatus } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import type { MetricObjects, MetricStates } from './poller-ports.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

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
  readonly concurrency?: number;
}

/** `MetricObjects` over the Kubernetes API. `stop` finishes the writes at work and drops the rest. */
export interface KubeMetricObjects extends MetricObjects {
  /** Statuses that wait or are being written. */
  readonly pending: number;
  idle(): Promise<void>;
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
 * Whether two statuses say the same. The time of the last attempt alone is no news: writing it for 10,000 metrics
 * each period would load the API server for nothing.
 */
export function isSameStatus(a: DatadogMetricStatus, b: DatadogMetricStatus | undefined): boolean {
  return b !== undefined && toNews(a) === toNews(b);
}

function toNews({ currentValue, autoscalerReferences = '', conditions = [] }: DatadogMetricStatus): string {
  const news = conditions.map(({ type, status, reason = '', message = '', lastUpdateTime }) => [
    type,
    status,
    reason,
    message,
    type === 'Updated' ? lastUpdateTime : undefined,
  ]);
  return JSON.stringify([currentValue, autoscalerReferences, news]);
}

/** See `KubeMetricObjects`. Statuses are written with the object's resourceVersion, so that an old leader cannot overwrite a new one. */
export function createMetricObjects(options: MetricObjectsOptions): KubeMetricObjects {
  const { client } = options;
  const queue: WorkQueue = createWorkQueue({
    concurrency: options.concurrency ?? 8,
    run: (key) => writeStatus(key, options),
  });
  return {
    create: ({ namespace, name, query, externalMetricName }) =>
      client.create(resource, { metadata: { namespace, name }, spec: { query, externalMetricName } }),
    remove(key) {
      const uid = options.known(key)?.metadata.uid;
      return client.delete(resource, parseKey(key), uid === undefined ? {} : { uid });
    },
    writeStatus: (key) => queue.add(key),
    get pending() {
      return queue.size;
    },
    idle: () => queue.idle(),
    stop: () => queue.stop(),
  };
}

async function writeStatus(key: string, options: MetricObjectsOptions): Promise<void> {
  let known = options.known(key);
  for (let conflicts = 0; known !== undefined;) {
    const state = options.states().get(key);
    if (state === undefined) return;
    const result = await writeOnce(state, known, options.client);
    if (result === undefined) return;
    if (result.ok) return options.onWrite?.(undefined);
    if (result.reason === 'NotFound') return;
    conflicts += 1;
    if (result.reason !== 'Conflict' || conflicts > maxConflicts) return reportFailure(key, result, options);
    const fresh: KubeResult<DatadogMetric> = await options.client.get(resource, parseKey(key));
    known = fresh.ok ? fresh.value : undefined;
  }
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

/** Not tried again here: the next change of the metric, at the latest in the next period, writes what is true then. */
function reportFailure(key: string, { reason, message }: KubeFailure, { log, onWrite }: MetricObjectsOptions): void {
  onWrite?.(reason);
  log.warn(
    { metric: key, reason, cause: message },
    'the status of a DatadogMetric could not be written; its value is served all the same, and the next change writes again. Check that metrics-poller may update datadogmetrics/status',
  );
}
