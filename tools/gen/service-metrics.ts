import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admissionWebhook } from '@dogwatch/admission-webhook';
import { externalMetricsApi } from '@dogwatch/external-metrics-api';
import { kedaScaler } from '@dogwatch/keda-scaler';
import { logPreprocessor } from '@dogwatch/log-preprocessor';
import { metricsPoller } from '@dogwatch/metrics-poller';
import { monitorSync } from '@dogwatch/monitor-sync';
import { type RunningService, startService, type StartOptions } from '@dogwatch/service';

/** A metric as its service registers it. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** A service and all its metrics, in the order of their names. */
export interface ServiceMetrics {
  readonly service: string;
  readonly metrics: readonly MetricDefinition[];
}

type Started = Pick<RunningService<unknown>, 'context' | 'stop'>;

const services: readonly ((options: StartOptions) => Promise<Started>)[] = [
  (options) => startService(metricsPoller, options),
  (options) => startService(externalMetricsApi, options),
  (options) => startService(kedaScaler, options),
  (options) => startService(admissionWebhook, options),
  (options) => startService(logPreprocessor, options),
  (options) => startService(monitorSync, options),
];

/** Nothing listens on this port. */
const nowhere = '127.0.0.1:1';

const kubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: `http://${nowhere}` } }],
  users: [{ name: 'none', user: {} }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  'current-context': 'none',
});

/** Enough to start: on any free port, with all peers away. */
function toEnv(kubeconfigPath: string): Record<string, string> {
  const ports = [
    'DD_ADMISSION_CONTROLLER_PORT',
    'DD_EXTERNAL_METRICS_PROVIDER_PORT',
    'DD_HEALTH_PORT',
    'DD_KEDA_SCALER_PORT',
    'DD_LOG_PREPROCESSOR_HTTP_PORT',
    'DD_METRICS_PORT',
  ];
  return {
    ...Object.fromEntries(ports.map((name) => [name, '0'])),
    DD_API_KEY: '0'.repeat(32),
    DD_APP_KEY: '0'.repeat(40),
    DD_BIND_HOST: '127.0.0.1',
    DD_DD_URL: `http://${nowhere}`,
    DD_POD_NAMESPACE: 'dogwatch',
    KUBECONFIG: kubeconfigPath,
    NATS_URL: `nats://${nowhere}`,
  };
}

/** What every service registers when it runs. Each is started for a moment, so that none can be forgotten. */
export async function readServiceMetrics(): Promise<readonly ServiceMetrics[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-metrics-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  writeFileSync(kubeconfigPath, kubeconfig);
  try {
    const found: ServiceMetrics[] = [];
    for (const start of services) found.push(await readMetricsOf(start, toEnv(kubeconfigPath)));
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function readMetricsOf(
  start: (options: StartOptions) => Promise<Started>,
  env: Record<string, string>,
): Promise<ServiceMetrics> {
  const started = await start({ env, write: () => undefined });
  const { name, telemetry } = started.context;
  const metrics = telemetry.registry.getMetricsAsArray().map((metric) => {
    const { name, help, type } = metric;
    return { name, help, type: String(type), labels: labelsOf(metric) };
  });
  await started.stop();
  return { service: name, metrics: metrics.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** The library's types do not tell the names of labels; every metric has them. */
function labelsOf(metric: object): readonly string[] {
  const names: unknown = Reflect.get(metric, 'labelNames');
  return Array.isArray(names) ? names.map(String) : [];
}
