import { crds, type DatadogMetric } from '@dogwatch/crds';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { coreResources, createKubeClient, fixedConnection } from '@dogwatch/kube';
import { type MetricValue, metricValuesUpdated, metricValuesUpdatedSubject } from '@dogwatch/messages';
import { connectNats, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { type RunningService, startService } from '@dogwatch/service';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { MetricsPollerConfig } from '../poll/poller-options.js';
import { metricsPoller } from '../service.js';

/** How a poller in tests differs from the usual one. */
export interface PollerStart {
  readonly env?: Readonly<Record<string, string>>;
  readonly instance?: string;
  /** Receives its log lines. */
  readonly lines?: string[];
}

/** Everything a poller works with, simulated, and somebody who listens to it. */
export interface PollerFixture {
  readonly kube: KubeSimulator;
  readonly datadog: DatadogSimulator;
  readonly link: NatsLink;
  /** All values published, oldest first. */
  readonly values: MetricValue[];
  /** What else is stopped with the fixture, before the rest. */
  readonly running: { stop(): Promise<unknown> }[];
  startPoller(start?: PollerStart): Promise<RunningService<MetricsPollerConfig>>;
  /** Loads a DatadogMetric into `default`, always active unless `metadata` says otherwise. */
  loadMetric(name: string, query: string, metadata?: Readonly<Record<string, unknown>>): void;
  /** Loads an HPA into `default` that names this metric. */
  loadHpa(name: string, metric: Readonly<Record<string, unknown>>): void;
  getMetric(namespace: string, name: string): Promise<DatadogMetric | undefined>;
  stop(): Promise<void>;
}

/** The keys that the simulated Datadog takes. */
export const fixtureKeys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) };

/** The series it has: always 9. */
export const fixtureSeries = {
  metric: 'nginx.net.request_per_s',
  tags: ['kube_container_name:nginx'],
  originSeconds: 0,
  value: 9,
};

/** See `PollerFixture`; no poller runs yet. */
export async function startPollerFixture(): Promise<PollerFixture> {
  const kube = await startKubeSimulator({ crds });
  const { apiKey, appKey } = fixtureKeys;
  const datadog = await startDatadogSimulator({
    apiKeys: [apiKey],
    applicationKeys: [appKey],
    series: [fixtureSeries],
  });
  const broker = await startEmbeddedBroker();
  const link = connectNats({ servers: broker.url, name: 'test', log: silentLogger });
  const values: MetricValue[] = [];
  await link
    .subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, (message) => void values.push(...message.values))
    .ready();
  const running: PollerFixture['running'] = [];
  return {
    kube,
    datadog,
    link,
    values,
    running,
    async startPoller({ env = {}, instance = 'poller-0', lines = [] } = {}) {
      const service = await startService(metricsPoller, {
        write: (line) => void lines.push(line),
        env: { ...toEnv(kube, datadog, broker.url), DD_POD_NAME: instance, ...env },
      });
      running.push(service);
      return service;
    },
    loadMetric: (name, query, metadata) => void kube.load(toMetric(name, query, metadata)),
    loadHpa: (name, metric) => void kube.load(toHpa(name, metric)),
    getMetric: (namespace, name) => readMetric(kube, namespace, name),
    async stop() {
      await Promise.all(running.splice(0).map((service) => service.stop()));
      await link.stop();
      await Promise.all([kube.stop(), datadog.stop(), broker.stop()]);
    },
  };
}

function toEnv(kube: KubeSimulator, datadog: DatadogSimulator, natsUrl: string): Record<string, string> {
  return {
    DD_API_KEY: fixtureKeys.apiKey,
    DD_APP_KEY: fixtureKeys.appKey,
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '1',
    DD_HEALTH_PORT: '0',
    DD_METRICS_PORT: '0',
    DD_BIND_HOST: '127.0.0.1',
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: natsUrl,
  };
}

function toMetric(name: string, query: string, metadata: Readonly<Record<string, unknown>> = {}) {
  const annotations = { 'external-metrics.datadoghq.com/always-active': 'true' };
  return {
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMetric',
    metadata: { name, namespace: 'default', annotations, ...metadata },
    spec: { query },
  };
}

function toHpa(name: string, metric: Readonly<Record<string, unknown>>) {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nginx' },
      maxReplicas: 3,
      metrics: [{ type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '9' } } }],
    },
  };
}

async function readMetric(kube: KubeSimulator, namespace: string, name: string): Promise<DatadogMetric | undefined> {
  const client = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
  const found = await client.get(coreResources.datadogMetrics, { namespace, name });
  await client.close();
  return found.ok ? found.value : undefined;
}
