import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import {
  explainAnswer,
  explainSubject,
  metricSnapshot,
  metricSnapshotSubject,
  metricValuesUpdated,
  metricValuesUpdatedSubject,
} from '@dogwatch/messages';
import { expect } from 'vitest';
import { eventually } from './testing/eventually.js';
import { fixtureKeys as keys, fixtureSeries, type PollerFixture } from './testing/poller-fixture.js';
import { pollerTest } from './testing/poller-test.js';

const test = pollerTest.concurrent;

async function send({ kube }: PollerFixture, method: 'DELETE' | 'PATCH', path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${kube.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${kube.adminToken}`, 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function conditionsOf(fixture: PollerFixture, name: string): Promise<Record<string, string>> {
  const conditions = (await fixture.getMetric('default', name))?.status?.conditions ?? [];
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status}/${reason}`]));
}

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

const askForAll = ({ link }: PollerFixture) =>
  link.requestJson(metricSnapshotSubject, {}, {}, { schema: metricSnapshot, timeoutMillis: 1000 });

test('an always-active metric is asked for, published, and told in its status', async ({ fixture }) => {
  const { values } = fixture;
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{kube_container_name:nginx}.rollup(60)');
  await fixture.startPoller();
  await eventually(async () =>
    expect(await conditionsOf(fixture, 'nginx-hits')).toEqual({
      Active: 'True/AlwaysActive',
      Valid: 'True/Fresh',
      Updated: 'True/DataPoint',
      Error: 'False/NoError',
    }),
  );
  expect((await fixture.getMetric('default', 'nginx-hits'))?.status?.currentValue).toBe('9');
  expect(values.at(-1)).toMatchObject({ name: 'nginx-hits', active: true, valid: true, value: 9, reason: '' });
});

test('a metric is asked for as soon as an autoscaler refers to it, and no more when none does', async ({ fixture }) => {
  const { datadog, values } = fixture;
  fixture.loadMetric('idle', 'max:nginx.net.request_per_s{*}', { annotations: {} });
  await fixture.startPoller();
  await eventually(async () => expect((await conditionsOf(fixture, 'idle'))['Active']).toBe('False/NotReferenced'));
  expect(datadog.calls.count()).toBe(0);
  fixture.loadHpa('nginx', { name: 'datadogmetric@default:idle' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ name: 'idle', valid: true, value: 9 }));
  await eventually(async () =>
    expect((await fixture.getMetric('default', 'idle'))?.status?.autoscalerReferences).toBe('hpa:default/nginx'),
  );
});

test('a plain metric name gets a generated DatadogMetric, whose query keeps its capitals', async ({ fixture }) => {
  const { datadog, values } = fixture;
  datadog.addSeries({ metric: 'Shop.Orders', tags: ['team:a'], originSeconds: 0, value: 4 });
  fixture.loadHpa('orders', { name: 'Shop.Orders', selector: { matchLabels: { team: 'a' } } });
  await fixture.startPoller({ env: { DD_KUBE_RESOURCES_NAMESPACE: 'default' } });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 4 }));
  const generated = await fixture.getMetric('default', values.at(-1)?.name ?? '');
  expect(generated?.spec).toMatchObject({
    query: 'avg:Shop.Orders{team:a}.rollup(30)',
    externalMetricName: 'Shop.Orders',
  });
  expect(generated?.metadata.name).toMatch(/^dcaautogen-[0-9a-f]{38}$/);
});

test('one query that Datadog refuses is found and marked; its neighbours keep their values', async ({ fixture }) => {
  const { datadog, values } = fixture;
  datadog.fail({ mode: 'poison', matching: 'bad.metric' });
  for (let index = 0; index < 40; index++)
    fixture.loadMetric(`good-${index}`, `max:nginx.net.request_per_s{*}+${index}`);
  fixture.loadMetric('bad', 'avg:bad.metric{*}');
  await fixture.startPoller();
  await eventually(async () => expect((await conditionsOf(fixture, 'bad'))['Error']).toBe('True/RequestRefused'));
  await eventually(() => {
    const valid = new Set(values.filter((value) => value.valid).map(({ name }) => name));
    expect(valid.size).toBe(40);
  });
  expect(values.filter(({ name, valid, reason }) => name !== 'bad' && !valid && reason !== 'NotQueriedYet')).toEqual(
    [],
  );
});

test('a query with a mistake is never sent, and says where the mistake is', async ({ fixture }) => {
  const { datadog } = fixture;
  fixture.loadMetric('broken', 'avg:system.cpu.user');
  await fixture.startPoller();
  await eventually(async () => expect((await conditionsOf(fixture, 'broken'))['Error']).toBe('True/InvalidQuery'));
  const status = (await fixture.getMetric('default', 'broken'))?.status;
  expect(status?.conditions?.find(({ type }) => type === 'Error')?.message).toContain("Rule 'scope_expr' didn't match");
  expect(datadog.calls.count()).toBe(0);
});

test('while Datadog answers 429 the last value stays valid, with the reason beside it', async ({ fixture }) => {
  const { datadog, values } = fixture;
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  await fixture.startPoller();
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.fail({ mode: 'rateLimited', resetSeconds: 60 });
  await eventually(async () =>
    expect(await conditionsOf(fixture, 'nginx-hits')).toMatchObject({ Valid: 'True/Fresh', Error: 'True/RateLimited' }),
  );
  expect(values.at(-1)).toMatchObject({ valid: true, value: 9 });
});

test('a changed query is asked for at once', async ({ fixture }) => {
  const { values } = fixture;
  fixture.loadMetric('m', 'max:nginx.net.request_per_s{*}');
  await fixture.startPoller({ env: { DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '3600' } });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  const path = '/apis/datadoghq.com/v1alpha1/namespaces/default/datadogmetrics/m';
  await send(fixture, 'PATCH', path, { spec: { query: 'max:nginx.net.request_per_s{*}*2' } });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 18 }));
});

test('two replicas: one leads; when it goes the other continues, and only the leader answers for all values', async ({
  fixture,
}) => {
  const { values } = fixture;
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const first = await fixture.startPoller();
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true }));
  await fixture.startPoller({ instance: 'poller-1' });
  expect(await askForAll(fixture)).toMatchObject({ ok: true, value: { values: [{ name: 'nginx-hits', value: 9 }] } });
  await first.stop();
  values.length = 0;
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  const snapshot = await askForAll(fixture);
  expect(snapshot.ok && snapshot.value.epoch).toMatch(/^poller-1\//);
});

test('says why: from the query to the value, and what to do', async ({ fixture }) => {
  const { link } = fixture;
  fixture.loadMetric('empty', 'avg:no.such.metric{*}');
  await fixture.startPoller();
  await eventually(async () => expect((await conditionsOf(fixture, 'empty'))['Valid']).toBe('False/NoSeries'));
  const answers = await link.requestMany(
    explainSubject,
    { app: 'metrics-poller' },
    { kind: 'metric', namespace: 'default', name: 'empty' },
    { schema: explainAnswer, waitMillis: 1000, max: 2 },
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

const secretOf = (apiKey: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'datadog-secret', namespace: 'default' },
  data: { 'api-key': toBase64(apiKey), 'app-key': toBase64(keys.appKey) },
});

test('keys come from a Secret, and a new key is used without a restart; no key is ever logged', async ({ fixture }) => {
  const { kube, datadog, values } = fixture;
  const rotated = 'e'.repeat(32);
  kube.load(secretOf(keys.apiKey));
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const lines: string[] = [];
  const env = { DD_API_KEY: '', DD_APP_KEY: '', DD_CREDENTIALS_SECRET: 'datadog-secret' };
  await fixture.startPoller({ env, lines });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.acceptKeys({ apiKeys: [rotated], applicationKeys: [keys.appKey] });
  await eventually(async () =>
    expect((await conditionsOf(fixture, 'nginx-hits'))['Error']).toBe('True/CredentialsRefused'),
  );
  const path = '/api/v1/namespaces/default/secrets/datadog-secret';
  await send(fixture, 'PATCH', path, { data: secretOf(rotated).data });
  await eventually(async () => expect((await conditionsOf(fixture, 'nginx-hits'))['Error']).toBe('False/NoError'));
  expect(datadog.calls.list().at(-1)?.apiKeyEnd).toBe('eeee');
  for (const secret of [keys.apiKey, keys.appKey, rotated]) expect(lines.join('')).not.toContain(secret);
});

test('without keys it starts, and one line says what to set', async ({ fixture }) => {
  const lines: string[] = [];
  await fixture.startPoller({ env: { DD_API_KEY: '', DD_APP_KEY: '' }, lines });
  await eventually(() => expect(lines.join('')).toContain('There are no Datadog keys'));
  expect(lines.filter((line) => line.includes('There are no Datadog keys'))).toHaveLength(1);
});

test('when an endpoint fails the next one is asked, and values go on', async ({ fixture }) => {
  const { datadog, values } = fixture;
  const other = await startDatadogSimulator({ series: [{ ...fixtureSeries, value: 11 }] });
  fixture.running.push(other);
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const endpoints = JSON.stringify([{ url: other.url, api_key: 'k', app_key: 'l' }]);
  await fixture.startPoller({ env: { DD_EXTERNAL_METRICS_PROVIDER_ENDPOINTS: endpoints } });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  datadog.fail({ mode: 'reset' });
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true, value: 11 }));
});

test('a DatadogMetric that is deleted is no longer polled, and everybody is told', async ({ fixture }) => {
  const { link, values } = fixture;
  const removed: string[] = [];
  await link
    .subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, (message) => void removed.push(...message.removed))
    .ready();
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  await fixture.startPoller();
  await eventually(() => expect(values.at(-1)).toMatchObject({ valid: true }));
  await send(fixture, 'DELETE', '/apis/datadoghq.com/v1alpha1/namespaces/default/datadogmetrics/nginx-hits');
  await eventually(() => expect(removed).toEqual(['default/nginx-hits']));
});
