import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startEmbeddedBroker } from '@dogwatch/nats';
import { createTestCa, issueCertificate, type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { measureMutations, printPatch } from './admission-core.ts';
import { toPod } from './admission-pod.ts';
import type { Bench, Row } from './bench.ts';
import { type MeasuredProcess, startApp, startMeasured } from './measured-process.ts';
import type { LoadResult } from './load-generator.ts';
import { runLoad } from './run-load.ts';

const connections = 32;
/** Waiting for an answer is measured with fewer: with many, each waits mostly for the others. */
const latencyConnections = 8;
const warmUpSeconds = 3;
const measuredSeconds = 6;
const readyTimeoutMillis = 20_000;
const pods = 100;

function toRequest(path: string, index: number): string {
  const body = JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: `705ab4f5-6393-11e8-b7cc-42010a8${String(index).padStart(5, '0')}`,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
      object: toPod(index),
      oldObject: null,
      dryRun: false,
    },
  });
  const head = [
    `POST ${path}?timeout=10s HTTP/1.1`,
    'Host: datadog-admission-controller.datadog.svc:443',
    'User-Agent: kube-apiserver-admission',
    `Content-Length: ${body.length}`,
    'Accept: application/json, */*',
    'Content-Type: application/json',
    'Accept-Encoding: gzip',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

function startCluster(): Promise<KubeSimulator> {
  return startKubeSimulator().then((kube) => {
    for (const name of ['datadog', 'shop']) kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u-d', controller: true };
    const labels = { 'tags.datadoghq.com/env': 'prod', 'tags.datadoghq.com/service': 'web' };
    const metadata = { name: 'web-5d8f9c7b64', namespace: 'shop', ownerReferences: [deployment] };
    kube.load({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata });
    kube.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop', labels } });
    return kube;
  });
}

interface Load {
  readonly name: string;
  readonly path: string;
  readonly target?: Row['target'];
  readonly p99Target?: Row['target'];
}

async function measure(server: MeasuredProcess, { name, path, target, p99Target }: Load): Promise<Row[]> {
  const requests = Array.from({ length: pods }, (_, index) => toRequest(path, index));
  const order = { requests, port: server.ports.http ?? 0, connections };
  await runLoad({ ...order, seconds: warmUpSeconds });
  const before = await server.usage();
  const result = await runLoad({ ...order, seconds: measuredSeconds });
  const after = await server.usage();
  if (result.failures > 0) throw new Error(`${result.failures} answers were no 200; one: ${result.sample}`);
  const calm = await runLoad({ ...order, connections: latencyConnections, seconds: measuredSeconds / 2 });
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return [
    {
      name,
      value: result.answers / cpuSeconds,
      unit: 'reviews/s/core',
      ...(target && { target }),
      note: `${result.answers} answers in ${cpuSeconds.toFixed(2)} CPU seconds, ${requests[0]?.length} bytes each`,
    },
    toWaiting(`99 % answered within, ${latencyConnections} connections`, calm, p99Target),
    toWaiting(`99 % answered within, ${connections} connections`, result, p99Target),
  ];
}

function toWaiting(name: string, { p99Millis, answers, seconds }: LoadResult, target: Row['target']): Row {
  const note = `${Math.round(answers / seconds)} reviews/s by the clock`;
  return { name: `  ${name}`, value: p99Millis, unit: 'ms', note, ...(target && { target }) };
}

async function measureBare(name: string, env: Readonly<Record<string, string>>): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const ca = await createTestCa('bench-ca');
  const leaf = await issueCertificate({ ca, commonName: 'echo', dnsNames: ['localhost'] });
  const server = await startMeasured(join(import.meta.dirname, 'echo-server.ts'), {
    TLS_CERTIFICATE: leaf.certificate,
    TLS_KEY: leaf.key,
    ...env,
  });
  closing.defer(() => server.stop());
  return await measure(server, { name, path: '/' });
}

async function untilReady({ ports }: MeasuredProcess): Promise<void> {
  const end = performance.now() + readyTimeoutMillis;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${ports.health}/readyz`);
    const body = await response.text();
    if (response.ok) return;
    if (performance.now() > end) throw new Error(`admission-webhook does not become ready: ${body}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measureService(): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const kube = await startCluster();
  closing.defer(() => kube.stop());
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const app = await startApp('admission-webhook', {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_ADMISSION_CONTROLLER_PORT: '0',
    DD_KUBE_RESOURCES_NAMESPACE: 'datadog',
  });
  closing.defer(() => app.stop());
  await untilReady(app);
  const target = { atLeast: 10_000 };
  const p99Target = { atMost: 5 };
  const rows = [
    ...(await measure(app, { name: 'agent_config', path: '/injectconfig', target, p99Target })),
    ...(await measure(app, { name: 'standard_tags, owner known', path: '/injecttags', target, p99Target })),
    ...(await measure(app, { name: 'lib_injection, all three stages', path: '/injectlib', target, p99Target })),
  ];
  const { residentMegabytes } = await app.usage();
  return [...rows, { name: 'memory after that', value: residentMegabytes, unit: 'MB' }];
}

async function run(): Promise<Row[]> {
  const echo = await measureBare('a bare HTTPS server that echoes the review', {});
  const ready = await measureBare('the same, which parses it and sends the patch of lib_injection', {
    JSON_PATCH: printPatch('lib_injection'),
  });
  const service = await measureService();
  const [base] = echo;
  const ratios = service.flatMap(({ name, value, unit }) =>
    unit === 'reviews/s/core' && base !== undefined
      ? [{ name: `  ${name} / echo`, value: value / base.value, unit: '', target: { atLeast: 0.5 } }]
      : [],
  );
  return [...echo, ...ready, ...service, ...ratios, ...measureMutations()];
}

/**
 * Reviews of pods with three containers over TLS 1.3, as API servers send them, beside an echo of the same bytes, and beside what
 * reading and writing JSON costs without any rules; then the rules alone.
 */
export const bench: Bench = { name: 'admission', run };
