import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
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
import { createMetricObjects, type KnownObject, type KubeMetricObjects } from './metric-objects.js';
import { createPoller, type Poller } from './poller.js';
import type { PollerOptions, PollerPorts } from './poller-ports.js';

/** What one term of leading works with. */
export interface LeaderSessionOptions {
  readonly client: KubeClient;
  readonly ports: Omit<PollerPorts, 'objects'>;
  readonly options: PollerOptions;
  readonly watchWpas: boolean;
  readonly log: Logger;
  readonly onStatusWrite?: (reason: string | undefined) => void;
}

/** One term of leading: it watches, polls, publishes and writes until it is stopped. */
export interface LeaderSession {
  readonly poller: Poller;
  readonly objects: KubeMetricObjects;
  /** Resolves when the first look at everything is complete and the first requests have been answered. */
  readonly started: Promise<void>;
  autoscaler(kind: 'hpa' | 'wpa', key: string): Autoscaler | undefined;
  /** What it follows and whether it does. */
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
    started: runPeriods(watched, poller, options.options.refreshPeriodSeconds, ending.signal),
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
  ): ListWatch<Autoscaler> => listWatch({ client, log, resource, prune, onChange: () => poller.autoscalersChanged() });
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
    const { synced, lastError } = watch.state();
    return [{ name, synced, error: lastError?.message }];
  });
}

/** WatermarkPodAutoscalers may be asked for in a cluster that does not have them; then there are none. */
async function allSynced({ metrics, hpas, wpas }: Watched, signal: AbortSignal): Promise<void> {
  await Promise.all([metrics?.synced, hpas?.synced]);
  while (!signal.aborted && !isSettled(wpas)) await setTimeoutPromise(absenceCheckMillis, undefined, { ref: false });
}

function isSettled(watch: AnyWatch): boolean {
  const state = watch?.state();
  return state === undefined || state.synced || state.lastError?.reason === 'NotFound';
}

/**
 * The first look once everything has been listed: without all autoscalers, metrics in use would look unused. Then one tick a
 * period, never two at once: a tick that takes longer than a period delays the next.
 */
async function runPeriods(watched: Watched, poller: Poller, seconds: number, signal: AbortSignal): Promise<void> {
  await allSynced(watched, signal);
  if (signal.aborted) return;
  await poller.settle();
  let timer: NodeJS.Timeout | undefined;
  const next = (delayMillis: number): void => {
    if (!signal.aborted) timer = setTimeout(() => void run(), delayMillis);
  };
  const run = async (): Promise<void> => {
    const startedMillis = Date.now();
    await poller.tick();
    next(Math.max(0, seconds * 1000 - (Date.now() - startedMillis)));
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  next(seconds * 1000);
}
