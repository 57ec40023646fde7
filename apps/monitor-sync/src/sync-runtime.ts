import {
  createEventRecorder,
  createKubeClient,
  type KubeClient,
  type LeaderElection,
  loadKubeConfig,
  runLeaderElection,
} from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import { openNats, type ServiceContext } from '@dogwatch/service';
import { type MonitorSyncConfig, toResourcesNamespace } from './config.js';
import { openDatadog } from './datadog-access.js';
import { registerSyncHealth } from './telemetry/sync-health.js';
import { createSyncMetrics, type SyncMetrics } from './telemetry/sync-metrics.js';
import { type Connections, startTerm, type Term } from './leader/sync-term.js';

/** The name of this app in logs, leases, subjects and explanations. */
export const appName = 'monitor-sync';

/** Token of the runtime in the module. */
export const runtimeToken = Symbol('SyncRuntime');

/** A replica of monitor-sync: its connections, its part in the election, and its term while it leads. */
export interface SyncRuntime {
  readonly link: NatsLink;
  readonly instance: string;
  readonly election: LeaderElection;
  /** Undefined while another replica leads. */
  term(): Term | undefined;
}

/** Starts a replica; everything it opens is closed with the service. Resolves at once, whoever may be away. */
export async function startSyncRuntime(context: ServiceContext<MonitorSyncConfig>): Promise<SyncRuntime> {
  let term: Term | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const metrics = createSyncMetrics(context.telemetry.registry, () => term);
  const connections = await openConnections(context, metrics);
  const election = joinElection(context, connections.kube, (signal) => {
    const started = startTerm(context, connections, metrics.events);
    term = started;
    signal.addEventListener('abort', () => {
      if (term === started) term = undefined;
      ended = Promise.all([ended, started.stop()]);
    });
  });
  context.onShutdown('term', async () => void (await ended));
  context.onShutdown('election', () => election.stop());
  // while this replica still leads, so that the next one sees what was made last
  context.onShutdown('work', () => term?.stop());
  const runtime: SyncRuntime = { link: connections.link, instance: context.instance, election, term: () => term };
  registerSyncHealth(context.health, connections, runtime);
  return runtime;
}

function joinElection(
  { config, instance, logger: log, name }: ServiceContext<MonitorSyncConfig>,
  client: KubeClient,
  onStarted: (signal: AbortSignal) => void,
): LeaderElection {
  const { leaseDurationSeconds, leaseName } = config;
  return runLeaderElection({
    client,
    namespace: toResourcesNamespace(config),
    name: `${leaseName}-${name}`,
    identity: instance,
    durationSeconds: leaseDurationSeconds,
    log,
    onStarted,
  });
}

async function openConnections(
  context: ServiceContext<MonitorSyncConfig>,
  { onCall }: SyncMetrics,
): Promise<Connections> {
  const { config, instance, logger: log, name } = context;
  const kube = createKubeClient(loadKubeConfig({ env: context.env, path: config.kubeconfig }), {
    userAgent: `${name}/${context.version}`,
  });
  context.onShutdown('kubernetes', () => kube.close());
  const link = openNats(context);
  const recorder = createEventRecorder({ client: kube, component: name, instance, log });
  context.onShutdown('events', () => recorder.stop());
  const datadog = await openDatadog(context, kube, onCall);
  context.onShutdown('datadog', () => datadog.stop());
  return { kube, link, datadog, recorder };
}
