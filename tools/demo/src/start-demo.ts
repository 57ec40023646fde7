import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coreResources, type KubeClient } from '@dogwatch/kube';
import { startEmbeddedBroker } from '@dogwatch/nats';
import type { Cleanup } from './cleanup.js';
import { type Cluster, connectRealCluster, startSimulatedCluster } from './cluster/cluster.js';
import { createObject, prepareCluster } from './cluster/prepare-cluster.js';
import { registerApi } from './cluster/register-api.js';
import { toWorkloadStates } from './observe/to-workload-states.js';
import { type Counters, readCounters } from './observe/read-counters.js';
import { watchCluster } from './observe/watch-cluster.js';
import type { WorkloadState } from './observe/workload-state.js';
import type { DemoOptions, Env } from './options.js';
import type { Scenario } from './scenario/scenario.js';
import { partOfDemo, toAutoscaler, toDatadogMetric, toDeployment } from './scenario/to-objects.js';
import { startBalancer } from './services/start-balancer.js';
import { scheduleIncident, startDatadog } from './services/start-datadog.js';
import {
  type ApiReplica,
  type DemoPoller,
  issueServingCertificate,
  type ServiceSettings,
  startPoller,
  startReplica,
} from './services/start-services.js';
import { toServiceEnv } from './services/to-service-env.js';
import { toHints } from './to-hints.js';
import type { Hint, Places } from './view/snapshot.js';
import { waitUntil } from './wait-until.js';

/** A running demo. */
export interface Demo {
  readonly places: Places;
  readonly hints: readonly Hint[];
  /** What the cluster says now. */
  readonly workloads: () => readonly WorkloadState[];
  counters(): Promise<Counters>;
}

/** What the demo reports to, and what it works with. */
export interface DemoContext {
  readonly env: Env;
  /** Takes what has been started; to be run whether the start works or not. */
  readonly cleanup: Cleanup;
  /** Receives the log lines of the services. */
  readonly log: (line: string) => void;
  readonly onChange: () => void;
  readonly onIncident: (text: string) => void;
}

/** Starts everything. Rejects with the reason in plain words; what was started until then is in the cleanup. */
export async function startDemo(options: DemoOptions, context: DemoContext): Promise<Demo> {
  const { cleanup, env, log, onChange, onIncident } = context;
  const { namespace } = options;
  const datadog = await startDatadog(options.datadog, env, cleanup);
  const natsUrl = options.natsUrl ?? (await startBroker(cleanup));
  const cluster = await startCluster(options, cleanup);
  const { client, kubeconfig } = cluster;
  const { scenario } = datadog;
  await prepareCluster(client, namespace, cleanup);
  await createWorkloads(client, scenario, namespace);
  const objects = await watchCluster(client, namespace, onChange, cleanup);
  const serviceEnv = toServiceEnv(env, { natsUrl, kubeconfig, namespace, labels: partOfDemo });
  const services = await startServices({ env: serviceEnv, write: log, cleanup }, datadog.env, cluster, namespace);
  const workloads = (): readonly WorkloadState[] => toWorkloadStates(scenario.workloads, namespace, objects);
  // else the first thing to see would be an HPA without values
  await waitUntil(() => workloads().every(isDecided), patienceMillis);
  cluster.startScaling();
  scheduleIncident(datadog, onIncident, cleanup);
  const isRegistered = cluster.apiHost !== undefined;
  return {
    places: {
      datadog: datadog.label,
      kubernetes: isRegistered ? cluster.label : `${cluster.label} (not scaled: no --api-host)`,
      nats: toNatsLabel(options.natsUrl, services.poller),
    },
    hints: toHints({ scenario, namespace, natsUrl, kubeconfig, isRegistered, simulatorUrl: datadog.simulator?.url }),
    workloads,
    counters: () => readCounters(services.poller, services.replicas),
  };
}

// what is still missing then, the demo shows
const patienceMillis = 5000;

/** Whether there is a value, or a reason why not. */
function isDecided({ condition, hasGoodValue }: WorkloadState): boolean {
  return hasGoodValue || condition.tone === 'bad';
}

// values get from poller to API without NATS too, so the demo would look as if it were there
function toNatsLabel(url: string | undefined, poller: DemoPoller): string {
  if (url === undefined) return 'embedded';
  return poller.hasNats() ? url : `${url} (cannot be reached; values come from statuses)`;
}

async function startBroker(cleanup: Cleanup): Promise<string> {
  const broker = await startEmbeddedBroker();
  cleanup.add('NATS broker', () => broker.stop());
  return broker.url;
}

async function startCluster({ kubeconfig, apiHost }: DemoOptions, cleanup: Cleanup): Promise<Cluster> {
  return kubeconfig === undefined ? startSimulatedCluster(cleanup) : connectRealCluster(kubeconfig, apiHost, cleanup);
}

async function createWorkloads(client: KubeClient, { workloads }: Scenario, namespace: string): Promise<void> {
  const { datadogMetrics, deployments, horizontalPodAutoscalers } = coreResources;
  for (const workload of workloads) {
    const metric = toDatadogMetric(workload, namespace);
    if (metric !== undefined) await createObject(client, datadogMetrics, metric);
    await createObject(client, deployments, toDeployment(workload, namespace));
    await createObject(client, horizontalPodAutoscalers, toAutoscaler(workload, namespace));
  }
}

interface Services {
  readonly poller: DemoPoller;
  readonly replicas: readonly ApiReplica[];
}

async function startServices(
  settings: ServiceSettings,
  datadogEnv: Env,
  cluster: Cluster,
  namespace: string,
): Promise<Services> {
  const { cleanup } = settings;
  const folder = await mkdtemp(join(tmpdir(), 'dogwatch-demo-'));
  cleanup.add('certificate files', () => rm(folder, { recursive: true }));
  const certificate = await issueServingCertificate(folder, namespace);
  const replicas = await Promise.all([0, 1].map((index) => startReplica(settings, index, certificate)));
  const poller = await startPoller(settings, datadogEnv);
  if (cluster.apiHost !== undefined) {
    const bindHost = cluster.apiHost === '127.0.0.1' || cluster.apiHost === 'localhost' ? '127.0.0.1' : '0.0.0.0';
    const balancer = await startBalancer(
      bindHost,
      replicas.map(({ port }) => port),
    );
    cleanup.add('balancer', () => balancer.stop());
    const address = { namespace, host: cluster.apiHost, port: balancer.port, ca: certificate.ca };
    await registerApi(cluster.client, address, cleanup);
  }
  await waitUntil(() => replicas.every((replica) => replica.isReady()), patienceMillis);
  return { poller, replicas };
}
