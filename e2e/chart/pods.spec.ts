import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { freePort } from '@dogwatch/control-plane';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { connectNats, type NatsLink } from '@dogwatch/nats';
import { metricValuesUpdated, metricValuesUpdatedSubject } from '@dogwatch/messages';
import { silentLogger } from '@dogwatch/telemetry';
import { type OtlpReceiver, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { chart, find, kubectl, render } from './helm.ts';
import { checkNatsConfig, startNatsPod, startPod } from './pod.ts';
import { applyText, get, kubeconfig, namespace, prepareCluster, release, uninstall } from './release.ts';

const folder = mkdtempSync(join(tmpdir(), 'dogwatch-pods-'));
const keys = { apiKey: 'c'.repeat(32), appKey: 'd'.repeat(40) };
const portVariables: Readonly<Record<string, string>> = {
  'admission-webhook': 'DD_ADMISSION_CONTROLLER_PORT',
  'external-metrics-api': 'DD_EXTERNAL_METRICS_PROVIDER_PORT',
  'keda-scaler': 'DD_KEDA_SCALER_PORT',
  'log-preprocessor': 'DD_LOG_PREPROCESSOR_HTTP_PORT',
  'metrics-poller': '',
  'monitor-sync': '',
};
const apps = Object.keys(portVariables);

let datadog: DatadogSimulator;
let collector: OtlpReceiver;
let nats: Awaited<ReturnType<typeof startNatsPod>>;
const pods = new Map<string, { readonly process: AppProcess; readonly port: number }>();

beforeAll(async () => {
  await prepareCluster();
  datadog = await startDatadogSimulator({ apiKeys: [keys.apiKey], applicationKeys: [keys.appKey] });
  datadog.addSeries({ id: 'load', metric: 'web.load', tags: ['env:prod'], originSeconds: 0, value: 42 });
  collector = await startOtlpReceiver();
  const values = [
    `tracing.endpoint=${collector.url},tracing.metrics=true,tracing.attributes.team=payments`,
    `datadog.env=prod,datadog.clusterName=prod-1`,
    `datadog.apiKey=${keys.apiKey},datadog.appKey=${keys.appKey}`,
    `datadog.apiUrl=${datadog.url},datadog.logsUrl=${datadog.url}`,
  ];
  await release('install', ...values.flatMap((value) => ['--set', value]));
  nats = await startNatsPod(folder);
  for (const app of apps) {
    const port = await freePort();
    const env = { NATS_URL: nats.url, [portVariables[app] || 'UNUSED']: String(port) };
    pods.set(app, { process: await startPod(app, folder, env), port });
  }
});

afterAll(async () => {
  for (const { process } of pods.values()) await process.stop();
  await nats?.stop();
  await datadog?.stop();
  await collector?.stop();
  await uninstall();
  await kubectl(['delete', 'mutatingwebhookconfiguration', 'datadog-webhook', '--ignore-not-found'], kubeconfig);
  rmSync(folder, { recursive: true });
});

function podOf(app: string): { readonly process: AppProcess; readonly port: number } {
  const pod = pods.get(app);
  if (pod === undefined) throw new Error(`${app} does not run`);
  return pod;
}

/** What the test pod of a service does. */
async function runTest(app: string): Promise<string> {
  const { process: running, port } = podOf(app);
  const { stdout } = await promisify(execFile)(process.execPath, [`${chart}/files/scripts/test-service.mjs`], {
    env: { SERVICE: app, HOST: '127.0.0.1', PORT: String(port), HEALTH_PORT: String(running.ports.health) },
  });
  return stdout.trim();
}

it.each(apps)('%s gets ready with the rights, users and files of the chart, and its test passes', async (app) => {
  await eventually(async () => expect(await runTest(app)).toBe(`${app} works`), 40);
});

it('no service is refused anything, by the API server or by NATS', () => {
  const complaints = [...pods.values()].flatMap(({ process }) =>
    process.logs
      .map((line) => JSON.stringify(line))
      .filter((line) => /forbidden|permissions violation|authorization violation/i.test(line)),
  );
  expect(complaints).toEqual([]);
});

it('spans say whose they are, by the conventions for Kubernetes', async () => {
  const { resource } = await collector.waitForSpan(({ serviceName }) => serviceName === 'metrics-poller', 30_000);
  expect(resource).toMatchObject({
    'service.name': 'metrics-poller',
    'service.namespace': namespace,
    'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    'service.instance.id': 'a-metadata.name',
    'deployment.environment.name': 'prod',
    'k8s.cluster.name': 'prod-1',
    'k8s.namespace.name': namespace,
    'k8s.deployment.name': 'r-dogwatch-metrics-poller',
    'k8s.container.name': 'metrics-poller',
    'k8s.pod.name': 'a-metadata.name',
    'k8s.pod.uid': 'a-metadata.uid',
    'k8s.node.name': 'a-spec.nodename',
    team: 'payments',
  });
});

it('the API server can verify the certificate that external-metrics-api serves', async () => {
  const { spec } = await get('apiservice', 'v1beta1.external.metrics.k8s.io');
  const socket = connect({
    host: '127.0.0.1',
    port: podOf('external-metrics-api').port,
    servername: `${spec.service.name}.${spec.service.namespace}.svc`,
    ca: Buffer.from(spec.caBundle, 'base64'),
  });
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  expect(socket.authorized).toBe(true);
  socket.destroy();
});

it('a DatadogMetric gets its value, and the command line can ask why', async () => {
  await applyText(
    JSON.stringify({
      apiVersion: 'datadoghq.com/v1alpha1',
      kind: 'DatadogMetric',
      metadata: { name: 'load', namespace, annotations: { 'external-metrics.datadoghq.com/always-active': 'true' } },
      spec: { query: 'avg:web.load{env:prod}' },
    }),
  );
  await eventually(async () => {
    const { status } = JSON.parse(
      await kubectl(['get', 'datadogmetric', 'load', '-n', namespace, '-o', 'json'], kubeconfig),
    );
    expect(status).toMatchObject({ currentValue: '42' });
  }, 40);
  const { data } = await get('secret', 'r-dogwatch-nats');
  const password = Buffer.from(data?.['cli'] ?? '', 'base64').toString();
  const explain = ['apps/cli/dist/main.js', 'explain', 'metric', `${namespace}/load`];
  const { stdout } = await promisify(execFile)(process.execPath, explain, {
    env: { NATS_URL: nats.url, NATS_USER: 'cli', NATS_PASSWORD: password },
  });
  expect(stdout).toContain('metrics-poller a-metadata.name');
  expect(stdout).toContain('external-metrics-api a-metadata.name');
});

it('a log goes through JetStream to Datadog', async () => {
  await eventually(() => expect(datadog.logs.count()).toBeGreaterThan(0));
});

async function linkAs(user: string): Promise<NatsLink> {
  const { data } = await get('secret', 'r-dogwatch-nats');
  const password = Buffer.from(data?.[user] ?? '', 'base64').toString();
  const link = connectNats({
    servers: nats.url,
    root: 'dogwatch',
    name: user,
    user,
    password,
    inboxPrefix: `_INBOX_${user}`,
    log: silentLogger,
  });
  await link.connected();
  return link;
}

it('no service can say what only metrics-poller says', async () => {
  const [poller, scaler, listener] = [
    await linkAs('metrics-poller'),
    await linkAs('keda-scaler'),
    await linkAs('external-metrics-api'),
  ];
  const heard: string[] = [];
  const both = Promise.withResolvers<void>();
  const subscription = listener.subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, ({ epoch }) => {
    heard.push(epoch);
    if (epoch === 'of-poller') both.resolve();
  });
  await listener.connected();
  const message = { sequence: 1, sentAtMillis: 1, values: [], removed: [] };
  scaler.publishJson(metricValuesUpdatedSubject, {}, { ...message, epoch: 'of-scaler' });
  await scaler.stop();
  poller.publishJson(metricValuesUpdatedSubject, {}, { ...message, epoch: 'of-poller' });
  await both.promise;
  expect(heard.filter((epoch) => epoch.startsWith('of-'))).toEqual(['of-poller']);
  await subscription.stop();
  await Promise.all([poller.stop(), listener.stop()]);
});

it.each([1, 3])('nats-server takes the configuration of %i servers', async (replicas) => {
  const objects = await render(
    '--set',
    `nats.replicas=${replicas}`,
    '--set-json',
    'nats.auth.extraUsers=[{"user":"x","password":"$X_PASSWORD"}]',
  );
  const variables: { name: string; value?: string }[] = find(objects, 'StatefulSet', 'nats')['spec'].template.spec
    .containers[0].env;
  const password = 'p123';
  const env = Object.fromEntries(
    variables.map(({ name, value = password }) => [name, value.replace('$(CLUSTER_PASSWORD)', password)]),
  );
  const config = find(objects, 'ConfigMap', 'nats')['data']['nats.conf'].replace('/data', join(folder, 'other'));
  expect(await checkNatsConfig(config, { ...env, X_PASSWORD: 'p1' }, join(folder, 'check.conf'))).toBe('fine');
});
