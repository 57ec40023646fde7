import type { KubeResult } from '@dogwatch/kube';
import { type AutogenMetric, metricKey } from '@dogwatch/scaling';
import { createRareLog, type Logger } from '@dogwatch/telemetry';
import { createLimiter } from '../poll/limiter.js';
import type { MetricObjects } from '../poll/poller-ports.js';

/**
 * Creates and deletes the DatadogMetrics that plain metric names need: a few at a time, and one object never twice at once,
 * however often it is asked for. What fails is not tried again by itself: the plan of the next period asks for it again.
 */
export interface GeneratedMetrics {
  create(metric: AutogenMetric): void;
  /** By `NAMESPACE/NAME`. */
  remove(key: string): void;
}

/** What it takes. */
export interface GeneratedMetricsOptions {
  readonly objects: Pick<MetricObjects, 'create' | 'remove'>;
  readonly log: Logger;
  /** Once it is aborted nothing more is sent. */
  readonly signal: AbortSignal;
}

const concurrency = 8;
/** Another replica, or the watch that is a moment late: the next plan is made from what is true then. */
const harmless: ReadonlySet<string> = new Set(['AlreadyExists', 'Conflict', 'NotFound']);

/** See `GeneratedMetrics`. */
export function createGeneratedMetrics({ objects, log, signal }: GeneratedMetricsOptions): GeneratedMetrics {
  const limited = createLimiter(concurrency);
  const underWay = new Set<string>();
  const { warn } = createRareLog(log);
  const change = async (
    action: 'create' | 'delete',
    metric: string,
    send: () => Promise<KubeResult<unknown>>,
  ): Promise<void> => {
    if (underWay.has(metric)) return;
    underWay.add(metric);
    const result = await limited(async () => (signal.aborted ? undefined : send()));
    underWay.delete(metric);
    if (result === undefined) return;
    if (result.ok) return log.info({ action, metric }, 'A generated DatadogMetric follows the autoscalers.');
    const { reason, message } = result;
    if (harmless.has(reason)) return;
    warn(
      { reason, action, metric, cause: message },
      'A generated DatadogMetric could not be changed; it is tried again in the next period. Check that metrics-poller may create and delete datadogmetrics.',
    );
  };
  return {
    create: (metric) => void change('create', metricKey(metric), () => objects.create(metric)),
    remove: (key) => void change('delete', key, () => objects.remove(key)),
  };
}
