import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { explainAnswer, explainSubject, type ExplainAnswer } from '@dogwatch/messages';
import { expect } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { fixtureKeys, fixtureSeries, type PollerFixture } from '../testing/poller-fixture.js';
import { pollerTest } from '../testing/poller-test.js';

const test = pollerTest.concurrent;

const slowly = { DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '3600' };
const query = 'max:nginx.net.request_per_s{*}';

/** Another account at another Datadog. */
async function startOther(fixture: PollerFixture, value = 7): Promise<DatadogSimulator> {
  const series = [{ ...fixtureSeries, value }];
  const other = await startDatadogSimulator({ apiKeys: ['c'.repeat(32)], applicationKeys: ['d'.repeat(40)], series });
  fixture.running.push(other);
  return other;
}

const otherKeys = { api_key: 'c'.repeat(32), app_key: 'd'.repeat(40) };

async function explainQuery({ link }: PollerFixture, org: string, name: string): Promise<ExplainAnswer | undefined> {
  const question = { kind: 'query', namespace: org, name };
  const answer = await link.requestJson(explainSubject, { app: 'metrics-poller' }, question, {
    schema: explainAnswer,
    timeoutMillis: 1000,
  });
  return answer.ok ? answer.value : undefined;
}

test('a wanted query is asked for at once, and all of its series come', async ({ fixture, listener }) => {
  fixture.datadog.addSeries(
    { metric: 'shop.orders', tags: ['host:a'], originSeconds: 0, value: 1 },
    { metric: 'shop.orders', tags: ['host:b'], originSeconds: 0, value: 2 },
  );
  await fixture.startPoller({ env: slowly });
  await listener.leaderKnown();
  const grouped = 'avg:shop.orders{*} by {host}';
  listener.want(grouped);
  const answer = await eventually(() => {
    const [found] = listener.answersTo(grouped);
    expect(found).toMatchObject({ reason: '', org: 'default', httpStatus: 200 });
    return found;
  });
  expect(answer?.series.map(({ scope, points }) => [scope, points.length, points.at(-1)?.[1]])).toEqual([
    ['host:a', 10, 1],
    ['host:b', 10, 2],
  ]);
  expect(
    (await explainQuery(fixture, 'default', grouped))?.steps.map(({ subject, state }) => `${subject}: ${state}`),
  ).toEqual(['want: ok', 'batch: ok', 'answer: ok']);
});

test('wants share one request with the DatadogMetrics of the same window', async ({ fixture, listener }) => {
  fixture.loadMetric('nginx-hits', 'avg:nginx.net.request_per_s{*}');
  await fixture.startPoller();
  await listener.leaderKnown();
  for (const wanted of [query, `${query}*2`]) listener.want(wanted);
  await eventually(() => expect(listener.answersTo(`${query}*2`).length).toBeGreaterThan(2));
  expect(fixture.datadog.calls.list().at(-1)?.queries).toHaveLength(3);
  expect(fixture.values.at(-1)).toMatchObject({ name: 'nginx-hits', valid: true, value: 9 });
  expect(listener.answersTo(query).at(-1)?.series).toMatchObject([{ pointCount: expect.any(Number) }]);
});

test('who comes later gets the answer there is, without a call', async ({ fixture, listener }) => {
  await fixture.startPoller({ env: slowly });
  await listener.leaderKnown();
  listener.want(query);
  await eventually(() => expect(listener.answersTo(query)).toHaveLength(1));
  const calls = fixture.datadog.calls.count();
  listener.want(query);
  await eventually(() => expect(listener.answersTo(query)).toHaveLength(2));
  expect(listener.answersTo(query)[1]).toEqual(listener.answersTo(query)[0]);
  expect(fixture.datadog.calls.count()).toBe(calls);
});

test('each organization is asked with its own keys, and an account that answers 429 does not hold up another', async ({
  fixture,
  listener,
}) => {
  const other = await startOther(fixture);
  const lines: string[] = [];
  const orgs = JSON.stringify([{ name: 'eu', url: other.url, ...otherKeys }]);
  const service = await fixture.startPoller({ env: { ...slowly, DD_ORGS: orgs }, lines });
  await listener.leaderKnown();
  fixture.datadog.fail({ mode: 'rateLimited', resetSeconds: 600 });
  for (const org of ['default', 'eu']) listener.want(query, { org });
  await eventually(() => expect(listener.answersTo(query)).toHaveLength(2));
  const answers = Object.fromEntries(listener.answersTo(query).map((answer) => [answer.org, answer]));
  expect(answers['eu']).toMatchObject({
    reason: '',
    series: [{ points: expect.arrayContaining([[expect.any(Number), 7]]) }],
  });
  expect(answers['default']).toMatchObject({ reason: 'RateLimited', httpStatus: 429, answeredAtMillis: 0, series: [] });
  expect(answers['default']?.rateLimit?.retryAtMillis).toBeGreaterThan(Date.now());
  const calls = fixture.datadog.calls.count();
  listener.want('avg:another.metric{*}');
  await eventually(() =>
    expect(listener.answersTo('avg:another.metric{*}')).toMatchObject([{ reason: 'RateLimited' }]),
  );
  expect(fixture.datadog.calls.count()).toBe(calls);
  const metrics = await (await fetch(`http://127.0.0.1:${service.ports.metrics}/metrics`)).text();
  expect(metrics).toContain('metrics_poller_wants{org="eu"} 1');
  expect(metrics).toContain('metrics_poller_org_requests_total{org="eu",status="success"} 1');
  expect(metrics).toContain('metrics_poller_want_answers_total{org="default",reason="RateLimited"} 2');
  for (const secret of [otherKeys.api_key, otherKeys.app_key, fixtureKeys.appKey])
    expect(lines.join('')).not.toContain(secret);
});

test('an organization that nobody knows is answered with those that are known', async ({ fixture, listener }) => {
  const other = await startOther(fixture);
  const orgs = JSON.stringify([{ name: 'eu', url: other.url, ...otherKeys }]);
  await fixture.startPoller({ env: { DD_ORGS: orgs } });
  await listener.leaderKnown();
  listener.want(query, { org: 'us' });
  await eventually(() =>
    expect(listener.answersTo(query)).toMatchObject([
      { org: 'us', reason: 'UnknownOrg', message: expect.stringContaining('default, eu') },
    ]),
  );
  expect((await explainQuery(fixture, 'us', query))?.steps).toMatchObject([{ state: 'failed', reason: 'UnknownOrg' }]);
});

test('the keys of an organization come from a folder or a Secret, and are used as they change', async ({
  fixture,
  listener,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'orgs-'));
  fixture.running.push({ stop: async () => rmSync(folder, { recursive: true }) });
  const other = await startOther(fixture);
  mkdirSync(join(folder, 'eu'));
  writeFileSync(join(folder, 'eu', 'api-key'), otherKeys.api_key);
  writeFileSync(join(folder, 'eu', 'app-key'), otherKeys.app_key);
  const toSecret = (apiKey: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'us-keys', namespace: 'default' },
    data: {
      'api-key': Buffer.from(apiKey).toString('base64'),
      'app-key': Buffer.from(otherKeys.app_key).toString('base64'),
    },
  });
  fixture.kube.load(toSecret('e'.repeat(32)));
  const orgs = JSON.stringify([
    { name: 'eu', url: other.url, folder: join(folder, 'eu') },
    { name: 'us', url: other.url, secret: 'us-keys' },
    { name: 'none', url: other.url, folder: join(folder, 'none') },
  ]);
  await fixture.startPoller({ env: { DD_ORGS: orgs, DD_KUBE_RESOURCES_NAMESPACE: 'default' } });
  await listener.leaderKnown();
  const lastOf = (org: string) => listener.answersTo(query).findLast((answer) => answer.org === org);
  for (const org of ['eu', 'us', 'none']) listener.want(query, { org });
  await eventually(() => expect(lastOf('eu')).toMatchObject({ reason: '' }));
  await eventually(() => expect(lastOf('us')).toMatchObject({ reason: 'CredentialsRefused', httpStatus: 403 }));
  await eventually(() =>
    expect(lastOf('none')).toMatchObject({ reason: 'CredentialsRefused', message: expect.stringContaining('DD_ORGS') }),
  );
  const { url, adminToken } = fixture.kube;
  const changed = await fetch(`${url}/api/v1/namespaces/default/secrets/us-keys`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ data: toSecret(otherKeys.api_key).data }),
  });
  expect(changed.status).toBe(200);
  await eventually(() => expect(lastOf('us')).toMatchObject({ reason: '' }));
});

test('a new leader asks by its epoch for the wants, and answers them', async ({ fixture, listener }) => {
  const first = await fixture.startPoller({ env: slowly });
  await listener.leaderKnown();
  listener.want(query);
  await eventually(() => expect(listener.answersTo(query)).toHaveLength(1));
  const epoch = listener.messages.at(-1)?.epoch;
  await fixture.startPoller({ env: slowly, instance: 'poller-1' });
  await first.stop();
  await eventually(() =>
    expect(listener.messages.at(-1)).toMatchObject({ epoch: expect.stringMatching(/^poller-1\//) }),
  );
  expect(listener.messages.at(-1)?.epoch).not.toBe(epoch);
  expect(await explainQuery(fixture, 'default', query)).toMatchObject({ known: false });
  listener.want(query, { heardAtMillis: listener.answersTo(query)[0]?.attemptedAtMillis });
  await eventually(() => expect(listener.answersTo(query)).toHaveLength(2));
});
