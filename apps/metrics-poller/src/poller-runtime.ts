import {
  createKubeClient,
  type KubeClient,
  type LeaderElection,
  loadKubeConfig,
  runLeaderElection,
} from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import { openNats, type ServiceContext } from '@dogwatch/service';
import { toResourcesNamespace } from './config.js';
import { openOrgs } from './orgs/open-orgs.js';
import { registerPollerHealth } from './telemetry/poller-health.js';
import { createPollerMetrics } from './telemetry/poller-metrics.js';
import { type MetricsPollerConfig, toPollerOptions } from './poll/poller-options.js';
import type { PollerOptions } from './poll/poller-ports.js';
import { type Connections, startTerm, type Term } from './leader/poller-term.js';
import { createReferenceReporter } from './kubernetes/reference-reporter.js';

/** The name of this app in logs, leases, subjects and explanations. */
export const appName = 'metrics-poller';

/** Token of the runtime in the module. */
export const runtimeToken = Symbol('PollerRuntime');

/** A replica of metrics-poller: its connections, its part in the election, and its term while it leads. */
export interface PollerRuntime {
  readonly options: PollerOptions;
  readonly link: NatsLink;
  readonly instance: string;
  readonly election: LeaderElection;
  /** Undefined while another replica leads. */
  term(): Term | undefined;
}

/** Starts a replica; everything it opens is closed with the service. Resolves at once, whoever may be away. */
export async function startPollerRuntime(context: ServiceContext<MetricsPollerConfig>): Promise<PollerRuntime> {
  const { config, logger: log } = context;
  const options = toPollerOptions(config);
  const connections = await openConnections(context);
  const reporter = createReferenceReporter({ client: connections.kube, instance: context.instance, log });
  let term: Term | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const metrics = createPollerMetrics(context.telemetry.registry, {
    states: () => term?.session.poller.table.states.values() ?? [],
    isLeader: () => term !== undefined,
    queue: () => term?.session.objects.queue,
    wants: () => term?.wants.entries.values() ?? [],
  });
  const election = joinElection(context, connections.kube, (signal, number) => {
    const started = startTerm({ context, connections, options, metrics, reporter }, number);
    term = started;
    signal.addEventListener('abort', () => {
      if (term === started) term = undefined;
      ended = Promise.all([ended, started.stop()]);
    });
  });
  context.onShutdown('events', () => reporter.stop());
  context.onShutdown('term', async () => void (await ended));
  context.onShutdown('election', () => election.stop());
  const runtime: PollerRuntime = {
    options,
    link: connections.link,
    instance: context.instance,
    election,
    term: () => term,
  };
  registerPollerHealth(context.health, connections, runtime);
  return runtime;
}

function joinElection(
  { config, instance, logger: log, name }: ServiceContext<MetricsPollerConfig>,
  client: KubeClient,
  onStarted: (signal: AbortSignal, term: number) => void,
): LeaderElection {
  const { leaseDurationSeconds, leaseName } = config;
  const namespace = toResourcesNamespace(config);
  return runLeaderElection({
    client,
    namespace,
    name: `${leaseName}-${name}`,
    identity: instance,
    durationSeconds: leaseDurationSeconds,
    log,
    onStarted,
  });
}

async function openConnections(context: ServiceContext<MetricsPollerConfig>): Promise<Connections> {
  const { config, name } = context;
  const kube = createKubeClient(loadKubeConfig({ env: context.env, path: config.kubeconfig }), {
    userAgent: `${name}/${context.version}`,
  });
  context.onShutdown('kubernetes', () => kube.close());
  const link = openNats(context);
  const datadog = await openOrgs(context, kube);
  context.onShutdown('datadog', () => datadog.stop());
  return { kube, link, datadog };
}
