import { crds, type DatadogMetric } from '@dogwatch/crds';
import { type DatadogSimulator, type SeriesDefinition, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import {
  explainAnswer,
  explainSubject,
  metricSnapshot,
  metricSnapshotSubject,
  type MetricValue,
  metricValuesUpdated,
  metricValuesUpdatedSubject,
} from '@dogwatch/messages';
import { connectNats, type EmbeddedBroker, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { startService } from '@dogwatch/service';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { metricsPoller } from './service.js';

const keys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) };
const requests: SeriesDefinition = {
  metric: 'nginx.net.request_per_s',
  tags: ['kube_container_name:nginx'],
  originSeconds: 0,
  value: 9,
};

let kube: KubeSimulator;
let datadog: DatadogSimulator;
let broker: EmbeddedBroker;
let link: NatsLink;
let values: MetricValue[];
const running: { stop(): Promise<unknown> }[] = [];

beforeEach(async () => {
  kube = await startKubeSimulator({ crds });
  datadog = await startDatadogSimulator({ apiKeys: [keys.apiKey], applicationKeys: [keys.appKey], series: [requests] });
  broker = await startEmbeddedBroker();
  link = connectNats({ servers: broker.url, name: 'test', log: silentLogger });
  values = [];
  const subscription = link.subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, (message) => {
    values.push(...message.values);
  });
  await subscription.ready();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await link.stop();
  await Promise.all([kube.stop(), datadog.stop(), broker.stop()]);
});

async function startPoller(env: Record<string, string> = {}, instance = 'poller-0', lines: string[] = []) {
  const service = await startService(metricsPoller, {
    write: (line) => void lines.push(line),
    env: {
      DD_API_KEY: keys.apiKey,
      DD_APP_KEY: keys.appKey,
      DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
      DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '1',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      DD_BIND_HOST: '127.0.0.1',
      DD_POD_NAME: instance,
      KUBECONFIG: kube.kubeconfigPath,
      NATS_URL: broker.url,
      ...env,
    },
  });
  running.push(service);
  return service;
}

function loadMetric(name: string, query: string, more: Record<string, unknown> = {}): void {
  kube.load({
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMetric',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'external-metrics.datadoghq.com/always-active': 'true' },
      ...more,
    },
    spec: { query },
  });
}

function loadHpa(name: string, metric: Record<string, unknown>): void {
  kube.load({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nginx' },
      maxReplicas: 3,
      metrics: [{ type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '9' } } }],
    },
  });
}

async function getMetric(namespace: string, name: string): Promise<DatadogMetric | undefined> {
  const path = `/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmetrics/${name}`;
  const response = await fetch(`${kube.url}${path}`, { headers: { authorization: `Bearer ${kube.adminToken}` } });
  const body: unknown = await response.json();
  return response.ok ? (body as DatadogMetric) : undefined;
}

async function send(method: 'DELETE' | 'PATCH', path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${kube.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${kube.adminToken}`, 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

const conditionsOf = async (name: string): Promise<Record<string, string>> => {
  const conditions = (await getMetric('default', name))?.status?.conditions ?? [];
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status}/${reason}`]));
};

const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 8000, interval: 20 });

const askForAll = () =>
  link.requestJson(metricSnapshotSubject, {}, {}, { schema: metricSnapshot, timeoutMillis: 1000 });

test('an always-active metric is asked for, published, and told in its status', async () => {
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{kube_container_name:nginx}.rollup(60)');
  await startPoller();
  await eventually(async () =>
    expect(await conditionsOf('nginx-hits')).toEqual({
      Active: 'True/AlwaysActive',
      Valid: 'True/Fresh',
      Updated: 'True/DataPoint',
      Error: 'False/NoError',
    }),
  );
  expect((await getMetric('default', 'nginx-hits'))?.status?.currentValue).toBe('9');
  expect(values.at(-1)).toMatchObject({ name: 'nginx-hits', active: true, valid: true, value: 9, reason: '' });
});

test('a metric is asked for as soon as an autoscaler refers to it, and no more when none does', async () => {
  loadMetric('idle', 'max:nginx.net.request_per_s{*}', { annotations: {} });
  await startPoller();
  await eventually(async () => expect((await conditionsOf('idle'))['Active']).toBe('False/NotReferenced'));
  expect(datadog.calls.count()).toBe(0);
  loadHpa('nginx', { name: 'datadogmetric@default:idle' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ name: 'idle', valid: true, value: 9 }));
  await eventually(async () =>
    expect((await getMetric('default', 'idle'))?.status?.autoscalerReferences).toBe('hpa:default/nginx'),
  );
});

test('a plain metric name gets a generated DatadogMetric, whose query keeps its capitals', async () => {
  datadog.addSeries({ metric: 'Shop.Orders', tags: ['team:a'], originSeconds: 0, value: 4 });
  loadHpa('orders', { name: 'Shop.Orders', selector: { matchLabels: { team: 'a' } } });
  await startPoller({ DD_KUBE_RESOURCES_NAMESPACE: 'default' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 4 }));
  const generated = await getMetric('default', values.at(-1)?.name ?? '');
  expect(generated?.spec).toMatchObject({
    query: 'avg:Shop.Orders{team:a}.rollup(30)',
    externalMetricName: 'Shop.Orders',
  });
  expect(generated?.metadata.name).toMatch(/^dcaautogen-[0-9a-f]{38}$/);
});

test('one query that Datadog refuses is found and marked; its neighbours keep their values', async () => {
  datadog.fail({ mode: 'poison', matching: 'bad.metric' });
  for (let index = 0; index < 40; index++) loadMetric(`good-${index}`, `max:nginx.net.request_per_s{*}+${index}`);
  loadMetric('bad', 'avg:bad.metric{*}');
  await startPoller();
  await eventually(async () => expect((await conditionsOf('bad'))['Error']).toBe('True/RequestRefused'));
  await eventually(() => {
    const valid = new Set(values.filter((value) => value.valid).map(({ name }) => name));
    expect(valid.size).toBe(40);
  });
  expect(values.filter(({ name, valid, reason }) => name !== 'bad' && !valid && reason !== 'NotQueriedYet')).toEqual(
    [],
  );
});

test('a query with a mistake is never sent, and says where the mistake is', async () => {
  loadMetric('broken', 'avg:system.cpu.user');
  await startPoller();
  await eventually(async () => expect((await conditionsOf('broken'))['Error']).toBe('True/InvalidQuery'));
  const status = (await getMetric('default', 'broken'))?.status;
  expect(status?.conditions?.find(({ type }) => type === 'Error')?.message).toContain("Rule 'scope_expr' didn't match");
  expect(datadog.calls.count()).toBe(0);
});

test('while Datadog answers 429 the last value stays valid, with the reason beside it', async () => {
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  await startPoller();
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.fail({ mode: 'rateLimited', resetSeconds: 60 });
  await eventually(async () =>
    expect(await conditionsOf('nginx-hits')).toMatchObject({ Valid: 'True/Fresh', Error: 'True/RateLimited' }),
  );
  expect(values.at(-1)).toMatchObject({ valid: true, value: 9 });
});

test('a changed query is asked for at once', async () => {
  loadMetric('m', 'max:nginx.net.request_per_s{*}');
  await startPoller({ DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '3600' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  const path = '/apis/datadoghq.com/v1alpha1/namespaces/default/datadogmetrics/m';
  await send('PATCH', path, { spec: { query: 'max:nginx.net.request_per_s{*}*2' } });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 18 }));
});

test('two replicas: one leads; when it goes the other continues, and only the leader answers for all values', async () => {
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const first = await startPoller({}, 'poller-0');
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true }));
  await startPoller({}, 'poller-1');
  expect(await askForAll()).toMatchObject({ ok: true, value: { values: [{ name: 'nginx-hits', value: 9 }] } });
  await first.stop();
  values.length = 0;
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  const snapshot = await askForAll();
  expect(snapshot.ok && snapshot.value.epoch).toMatch(/^poller-1\//);
});

test('says why: from the query to the value, and what to do', async () => {
  loadMetric('empty', 'avg:no.such.metric{*}');
  await startPoller();
  await eventually(async () => expect((await conditionsOf('empty'))['Valid']).toBe('False/NoSeries'));
  const answers = await link.requestMany(
    explainSubject,
    { app: 'metrics-poller' },
    { kind: 'metric', namespace: 'default', name: 'empty' },
    { schema: explainAnswer, waitMillis: 300, max: 2 },
  );
  // one replica, so one answer
  expect(answers).toMatchObject({ ok: true, value: [{ ok: true, value: { known: true } }] });
  const [answer] = answers.ok ? answers.value : [];
  const steps = answer?.ok ? answer.value.steps : [];
  expect(steps.map(({ subject, state }) => `${subject}: ${state}`)).toEqual([
    'query: ok',
    'references: ok',
    'batch: ok',
    'answer: failed',
    'value: failed',
  ]);
  expect(steps.find(({ subject }) => subject === 'answer')).toMatchObject({
    reason: 'NoSeries',
    advice: expect.stringContaining('Metrics Explorer'),
  });
});

test('keys come from a Secret, and a new key is used without a restart; no key is ever logged', async () => {
  const rotated = 'e'.repeat(32);
  const secretOf = (apiKey: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'datadog-secret', namespace: 'default' },
    data: { 'api-key': toBase64(apiKey), 'app-key': toBase64(keys.appKey) },
  });
  kube.load(secretOf(keys.apiKey));
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const lines: string[] = [];
  await startPoller({ DD_API_KEY: '', DD_APP_KEY: '', DD_CREDENTIALS_SECRET: 'datadog-secret' }, 'poller-0', lines);
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.acceptKeys({ apiKeys: [rotated], applicationKeys: [keys.appKey] });
  await eventually(async () => expect((await conditionsOf('nginx-hits'))['Error']).toBe('True/CredentialsRefused'));
  const path = '/api/v1/namespaces/default/secrets/datadog-secret';
  await send('PATCH', path, { data: secretOf(rotated).data });
  await eventually(async () => expect((await conditionsOf('nginx-hits'))['Error']).toBe('False/NoError'));
  expect(datadog.calls.list().at(-1)?.apiKeyEnd).toBe('eeee');
  for (const secret of [keys.apiKey, keys.appKey, rotated]) expect(lines.join('')).not.toContain(secret);
});

test('when an endpoint fails the next one is asked, and values go on', async () => {
  const other = await startDatadogSimulator({ series: [{ ...requests, value: 11 }] });
  running.push(other);
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  await startPoller({
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINTS: JSON.stringify([{ url: other.url, api_key: 'k', app_key: 'l' }]),
  });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.fail({ mode: 'reset' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 11 }));
});

test('a DatadogMetric that is deleted is no longer polled, and everybody is told', async () => {
  const removed: string[] = [];
  await link
    .subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, (message) => void removed.push(...message.removed))
    .ready();
  loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  await startPoller();
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true }));
  await send('DELETE', '/apis/datadoghq.com/v1alpha1/namespaces/default/datadogmetrics/nginx-hits');
  await eventually(() => expect(removed).toEqual(['default/nginx-hits']));
});

test('a leader that could not list everything yet gives no snapshot, which would look as if there were no metrics', async () => {
  const bare = await startKubeSimulator();
  running.push(bare);
  await startPoller({ KUBECONFIG: bare.kubeconfigPath });
  await eventually(async () => expect(await askForAll()).toMatchObject({ ok: false, reason: 'NotListed' }));
  const question = { kind: 'metric', namespace: 'default', name: 'a' };
  const answer = await link.requestJson(explainSubject, { app: 'metrics-poller' }, question, {
    schema: explainAnswer,
    timeoutMillis: 1000,
  });
  expect(answer).toMatchObject({ ok: true, value: { known: false, steps: [{ subject: 'objects', state: 'failed' }] } });
});
