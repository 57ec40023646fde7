import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DatadogMetric } from '@dogwatch/crds';
import {
  coreResources,
  type KubeClient,
  type KubeObject,
  listWatch,
  type ListWatch,
  type Resource,
} from '@dogwatch/kube';
import { alwaysActiveAnnotation, type Autoscaler, fromHpa, fromWpa } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import { createMetricObjects, type KnownObject, type KubeMetricObjects } from '../kubernetes/metric-objects.js';
import { createPoller, type Poller } from '../poll/poller.js';
import type { PollerOptions, PollerPorts } from '../poll/poller-ports.js';
import type { WorkQueueMetrics } from '../telemetry/work-queue-metrics.js';

/** What one term of leading works with. */
export interface LeaderSessionOptions {
  readonly client: KubeClient;
  readonly ports: Omit<PollerPorts, 'objects'>;
  readonly options: PollerOptions;
  readonly watchWpas: boolean;
  /** Whether the keys are known; before, every question would fail and make its metric invalid. */
  readonly canAsk: () => boolean;
  readonly log: Logger;
  readonly onStatusWrite?: (reason: string | undefined) => void;
  readonly queueEvents?: WorkQueueMetrics;
}

/** One term of leading: it watches, polls, publishes and writes until it is stopped. */
export interface LeaderSession {
  readonly poller: Poller;
  readonly objects: KubeMetricObjects;
  /** Resolves when the first look at everything is complete and the first requests have been answered. */
  readonly started: Promise<void>;
  autoscaler(kind: 'hpa' | 'wpa', key: string): Autoscaler | undefined;
  /** What it follows and whether it does. A resource that the cluster may lack, and does, counts as synced. */
  watches(): readonly { readonly name: string; readonly synced: boolean; readonly error: string | undefined }[];
  stop(): Promise<void>;
}

/** Keeps of a DatadogMetric what polling and writing its status need. */
function pruneMetric({ metadata, spec, status }: DatadogMetric): DatadogMetric {
  const { name, namespace, uid, resourceVersion, annotations } = metadata;
  const alwaysActive = annotations?.[alwaysActiveAnnotation];
  const kept = alwaysActive === undefined ? {} : { annotations: { [alwaysActiveAnnotation]: alwaysActive } };
  return { metadata: { name, namespace, uid, resourceVersion, ...kept }, spec, status };
}

/** Starts a term. `stop` ends requests under way, finishes the status writes at work, and ends the watches. */
export function startLeaderSession(options: LeaderSessionOptions): LeaderSession {
  const ending = new AbortController();
  const watched: Watched = { metrics: undefined, hpas: undefined, wpas: undefined };
  const objects = createMetricObjects({
    client: options.client,
    states: () => poller.table.states,
    known: (key): KnownObject | undefined => watched.metrics?.store.get(key),
    log: options.log,
    onWrite: options.onStatusWrite,
    queueEvents: options.queueEvents,
  });
  const autoscalers = (): Iterable<Autoscaler> => [
    ...(watched.hpas?.store.values() ?? []),
    ...(watched.wpas?.store.values() ?? []),
  ];
  const poller = createPoller({ ...options.ports, objects }, options.options, autoscalers, ending.signal);
  startWatches(watched, poller, options);
  return {
    poller,
    objects,
    started: allKnown(watched, options.canAsk, ending.signal).then(() =>
      runPeriods(poller, options.options.refreshPeriodSeconds, ending.signal),
    ),
    autoscaler: (kind, key) => (kind === 'hpa' ? watched.hpas : watched.wpas)?.store.get(key),
    watches: () => listWatches(watched),
    async stop() {
      ending.abort();
      await Promise.all([objects.stop(), ...Object.values(watched).map((watch: AnyWatch) => watch?.stop())]);
    },
  };
}

const absenceCheckMillis = 100;

type AnyWatch = Pick<ListWatch<unknown>, 'state' | 'stop' | 'synced'> | undefined;

interface Watched {
  metrics: ListWatch<DatadogMetric> | undefined;
  hpas: ListWatch<Autoscaler> | undefined;
  wpas: ListWatch<Autoscaler> | undefined;
}

function startWatches(watched: Watched, poller: Poller, { client, log, watchWpas }: LeaderSessionOptions): void {
  watched.metrics = listWatch({
    client,
    log,
    resource: coreResources.datadogMetrics,
    prune: pruneMetric,
    onChange: ({ type, key, object }) =>
      type === 'deleted' ? poller.metricGone(key) : poller.metricChanged(key, object),
  });
  const watchAutoscalers = <T extends KubeObject>(
    resource: Resource<T>,
    prune: (object: T) => Autoscaler,
  ): ListWatch<Autoscaler> =>
    listWatch({
      client,
      log,
      resource,
      prune,
      // The HPA controller writes a status every 15 seconds, which changes nothing that is kept here.
      onChange: ({ type, object, before }) => {
        if (type !== 'modified' || !isDeepStrictEqual(object, before)) poller.autoscalersChanged();
      },
    });
  watched.hpas = watchAutoscalers(coreResources.horizontalPodAutoscalers, fromHpa);
  if (watchWpas) watched.wpas = watchAutoscalers(coreResources.watermarkPodAutoscalers, fromWpa);
}

function listWatches({ metrics, hpas, wpas }: Watched): ReturnType<LeaderSession['watches']> {
  return Object.entries({
    datadogmetrics: metrics,
    horizontalpodautoscalers: hpas,
    watermarkpodautoscalers: wpas,
  }).flatMap(([name, watch]) => {
    if (watch === undefined) return [];
    const isOptional = watch === wpas;
    const { synced, lastError } = watch.state();
    return [{ name, synced: synced || (isOptional && isAbsent(watch)), error: lastError?.message }];
  });
}

/**
 * Resolves when everything has been listed, for without all autoscalers metrics in use would look unused, and the keys are known.
 * WatermarkPodAutoscalers may be asked for in a cluster that does not have them; then there are none.
 */
async function allKnown({ metrics, hpas, wpas }: Watched, canAsk: () => boolean, signal: AbortSignal): Promise<void> {
  await Promise.all([metrics?.synced, hpas?.synced]);
  while (!signal.aborted && !(isSettled(wpas) && canAsk()))
    await setTimeoutPromise(absenceCheckMillis, undefined, { ref: false });
}

function isSettled(watch: AnyWatch): boolean {
  return watch === undefined || watch.state().synced || isAbsent(watch);
}

function isAbsent(watch: NonNullable<AnyWatch>): boolean {
  return watch.state().lastError?.reason === 'NotFound';
}

/**
 * The first look, and from then on one tick a period, whether the answers of the last one are complete or not: a slow query
 * must not make the others old.
 */
async function runPeriods(poller: Poller, seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const timer = setInterval(() => void poller.tick(), seconds * 1000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  await poller.settle();
}
