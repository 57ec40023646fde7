import { join } from 'node:path';
import { crds } from '@dogwatch/crds';
import { coreResources } from '@dogwatch/kube';
import { connectNats, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { type CertificatePair, type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { Bench, Row } from './bench.ts';
import { freshValue, metricNames, namespace, toManifest, toStatusOf } from './datadog-metrics.ts';
import type { LoadOrder } from './load-generator.ts';
import { type MeasuredProcess, startApp, startMeasured } from './measured-process.ts';
import { runLoad } from './run-load.ts';
import { startPublisher } from './values-publisher.ts';

const metricCount = 10_000;
const connections = 32;
const warmUpSeconds = 3;
const measuredSeconds = 6;
const readyTimeoutMillis = 20_000;
const controller = {
  username: 'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system'],
};
const statusType = { ...coreResources.datadogMetrics, subresources: ['status'], unconditionalUpdate: false };

/** A cluster in which the autoscaler's controller may read all external metrics, and every DatadogMetric has its status. */
async function startCluster(names: readonly string[]): Promise<KubeSimulator> {
  const kube = await startKubeSimulator({ tls: true, crds });
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  kube.load({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'external-metrics-reader' },
    rules: [{ apiGroups: ['external.metrics.k8s.io'], resources: ['*'], verbs: ['get', 'list'] }],
  });
  kube.load({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'external-metrics-reader' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'external-metrics-reader' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: controller.username }],
  });
  for (const [index, name] of names.entries()) {
    const stored = kube.load(toManifest(name));
    kube.store.put(statusType, { ...stored, status: toStatusOf(freshValue(name, index)) });
  }
  return kube;
}

/** The headers that every request has; the rest is who asks. */
const commonHeaders = [
  'Host: external-metrics-api.dogwatch.svc:443',
  'User-Agent: kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/0000000/system:serviceaccount:kube-system:horizontal-pod-autoscaler',
  'Accept: application/json, */*',
  'Accept-Encoding: gzip',
];

function toRequests(names: readonly string[], headers: readonly string[]): string[] {
  return names.map((name) => {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/datadogmetric@${namespace}:${name}`;
    return `GET ${path} HTTP/1.1\r\n${[...commonHeaders, ...headers].join('\r\n')}\r\n\r\n`;
  });
}

/** What Kubernetes' aggregator adds for the user who asked it. */
const frontProxyHeaders = [
  'X-Forwarded-For: 10.0.0.7',
  'X-Forwarded-Host: kubernetes.default.svc:443',
  'X-Forwarded-Proto: https',
  `X-Remote-User: ${controller.username}`,
  ...[...controller.groups, 'system:authenticated'].map((group) => `X-Remote-Group: ${group}`),
];

interface Load extends Omit<LoadOrder, 'connections' | 'port' | 'seconds'> {
  readonly name: string;
  readonly target?: Row['target'];
}

async function measure(server: MeasuredProcess, { name, target, ...load }: Load): Promise<Row[]> {
  const order = { ...load, port: server.ports.http ?? 0, connections };
  await runLoad({ ...order, seconds: warmUpSeconds });
  const before = await server.usage();
  const result = await runLoad({ ...order, seconds: measuredSeconds });
  const after = await server.usage();
  if (result.failures > 0) throw new Error(`${result.failures} answers were no 200; one: ${result.sample}`);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return [
    {
      name,
      value: result.answers / cpuSeconds,
      unit: 'GET/s/core',
      ...(target && { target }),
      note: `${result.answers} answers in ${cpuSeconds.toFixed(2)} CPU seconds`,
    },
    { name: '  by the clock', value: result.answers / result.seconds, unit: 'GET/s' },
    { name: '  99 % answered within', value: result.p99Millis, unit: 'ms' },
  ];
}

async function measureBare(load: Omit<Load, 'name'>, certificate: CertificatePair): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const server = await startMeasured(join(import.meta.dirname, 'bare-server.ts'), {
    TLS_CERTIFICATE: certificate.certificate,
    TLS_KEY: certificate.key,
  });
  closing.defer(() => server.stop());
  return await measure(server, { name: 'a bare HTTPS server with a fixed answer', ...load });
}

async function untilReady({ ports }: MeasuredProcess): Promise<void> {
  const end = performance.now() + readyTimeoutMillis;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${ports.health}/readyz`);
    const body = await response.text();
    if (response.ok) return;
    if (performance.now() > end) throw new Error(`external-metrics-api does not become ready: ${body}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Surroundings {
  readonly app: MeasuredProcess;
  readonly kube: KubeSimulator;
  readonly names: readonly string[];
}

async function measureAll({ app, kube, names }: Surroundings): Promise<Row[]> {
  const { frontProxy, server } = kube.certificates ?? {};
  if (frontProxy === undefined || server === undefined) throw new Error('the simulator speaks TLS');
  const proxied = { certificate: frontProxy.certificate, key: frontProxy.key };
  const bearer = [`Authorization: Bearer ${kube.addUser(controller)}`];
  const some = names.slice(0, 100);
  const target = { atLeast: 25_000 };
  return [
    ...(await measureBare({ ...proxied, requests: toRequests(some, frontProxyHeaders) }, server)),
    ...(await measure(app, {
      name: 'GET by the front proxy',
      ...proxied,
      requests: toRequests(some, frontProxyHeaders),
      target,
    })),
    ...(await measure(app, { name: 'GET by a bearer token', requests: toRequests(some, bearer), target })),
    ...(await measure(app, {
      name: `GET by the front proxy, ${names.length} metrics`,
      ...proxied,
      requests: toRequests(names, frontProxyHeaders),
    })),
  ];
}

async function run(): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const names = metricNames(metricCount);
  const kube = await startCluster(names);
  closing.defer(() => kube.stop());
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const link = connectNats({ servers: broker.url, name: 'bench', log: silentLogger });
  closing.defer(() => link.stop());
  const publisher = await startPublisher(link, names);
  closing.defer(() => publisher.stop());
  const app = await startApp('external-metrics-api', {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_EXTERNAL_METRICS_PROVIDER_PORT: '0',
  });
  closing.defer(() => app.stop());
  await untilReady(app);
  const ready = await app.usage();
  const rows = await measureAll({ app, kube, names });
  const loaded = await app.usage();
  return [
    ...rows,
    {
      name: `memory with ${metricCount} DatadogMetrics, ready`,
      value: ready.residentMegabytes,
      unit: 'MB',
      target: { atMost: 200 },
    },
    { name: '  and every one of them read', value: loaded.residentMegabytes, unit: 'MB' },
  ];
}

/** Reads of external-metrics-api as autoscalers make them: over TLS 1.3, authenticated, authorized per metric. */
export const bench: Bench = { name: 'external-metrics', run };
