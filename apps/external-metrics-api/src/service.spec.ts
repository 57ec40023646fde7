import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { explainAnswer, explainSubject } from '@dogwatch/messages';
import { coreResources, createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { startEmbeddedBroker } from '@dogwatch/nats';
import { startService } from '@dogwatch/service';
import { freshValue } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { externalMetricsApi } from './service.js';
import { type FakeLeader, startFakeLeader } from './testing/fake-leader.js';
import { startTestApi, type TestApi } from './testing/start-api.js';

const base = '/apis/external.metrics.k8s.io/v1beta1';
const path = `${base}/namespaces/shop/datadogmetric@shop:queue`;
const patience = { timeout: 10_000, interval: 20 };

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

function times(time: Date): { lastTransitionTime: string; lastUpdateTime: string } {
  return { lastTransitionTime: time.toISOString(), lastUpdateTime: time.toISOString() };
}

function statusAt(dataTime: Date, updated: Date, currentValue: string): Record<string, unknown> {
  return {
    currentValue,
    conditions: [
      { type: 'Active', status: 'True', ...times(updated) },
      { type: 'Valid', status: 'True', ...times(updated) },
      { type: 'Updated', status: 'True', ...times(dataTime) },
      { type: 'Error', status: 'False', ...times(updated) },
    ],
  };
}

function secondsAgo(seconds: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 - seconds * 1000);
}

describe('the service', () => {
  let api: TestApi;
  let leader: FakeLeader;

  beforeAll(async () => {
    api = await startTestApi();
    leader = await startFakeLeader(api.broker.url);
  });

  afterAll(async () => {
    await leader.stop();
    await api.stop();
  });

  async function read(metric = path): Promise<{ code: number; body: unknown }> {
    const { code, text } = await api.send(metric, { token: api.kube.adminToken });
    return { code, body: JSON.parse(text) };
  }

  async function readThroughAggregator(target: string, token: string): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    await writeFile(join(folder, 'config'), api.kube.kubeconfigFor(token));
    const client = createKubeClient(loadKubeConfig({ path: join(folder, 'config') }));
    const answer = await client.raw('GET', target);
    const body = answer.ok ? await json(answer.value.body) : answer;
    await Promise.all([client.close(), rm(folder, { recursive: true })]);
    return body;
  }

  async function expectValue(value: string): Promise<void> {
    await vi.waitFor(async () => expect((await read()).body).toMatchObject({ items: [{ value }] }), patience);
  }

  test('becomes ready, and does not know what nobody told it', async () => {
    await vi.waitFor(async () => expect(await api.readyz()).toMatchObject({ status: 'ok' }), patience);
    await expect(read()).resolves.toMatchObject({ code: 404, body: { reason: 'NotFound' } });
    await expect(api.send('/readyz')).resolves.toMatchObject({ code: 200, text: 'ok' });
  });

  test('serves what the leader publishes', async () => {
    leader.publish([freshValue()]);
    await expectValue('12500m');
    leader.publish([freshValue({ value: 13 })]);
    await expectValue('13');
    await expect(api.send(path, { token: api.kube.adminToken })).resolves.toMatchObject({ code: 200 });
  });

  test('enforces the age of values', async () => {
    leader.publish([freshValue({ dataTimeSeconds: Math.floor(Date.now() / 1000) - 151 })]);
    await vi.waitFor(async () => expect(await read()).toMatchObject({ code: 500 }), patience);
    const { body } = await read();
    expect(body).toMatchObject({ reason: 'InternalError', details: { causes: [{ reason: 'Stale' }] } });
  });

  test('heals a missed event with a snapshot', async () => {
    leader.publishInVain([freshValue({ name: 'missed', value: 7 })]);
    const missed = `${base}/namespaces/shop/datadogmetric@shop:missed`;
    await expect(read(missed)).resolves.toMatchObject({ code: 404 });
    leader.publish([freshValue({ value: 14 })]);
    await vi.waitFor(async () => expect(await read(missed)).toMatchObject({ code: 200 }), patience);
    await expectValue('14');
  });

  test('is reached directly and through the aggregator, each time as the user who asks', async () => {
    api.kube.load({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'queue-reader' },
      rules: [
        { apiGroups: ['external.metrics.k8s.io'], resources: ['datadogmetric@shop:queue'], verbs: ['get', 'list'] },
      ],
    });
    api.kube.load({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'queue-reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'queue-reader' },
      subjects: [{ kind: 'Group', name: 'readers' }],
    });
    const token = api.kube.addUser({ username: 'bob', groups: ['readers'] });
    await expect(api.send(path, { token })).resolves.toMatchObject({ code: 200 });
    const refused = await api.send(`${base}/namespaces/shop/other`, { token });
    expect(refused.code).toBe(403);
    expect(refused.text).toContain('User \\"bob\\" cannot list resource \\"other\\"');
    api.kube.serveApi({
      group: 'external.metrics.k8s.io',
      version: 'v1beta1',
      url: `https://127.0.0.1:${api.service.ports.http}`,
    });
    expect(await readThroughAggregator(path, token)).toMatchObject({ items: [{ value: '14' }] });
    expect(await readThroughAggregator(`${base}/namespaces/shop/other`, token)).toMatchObject({ code: 403 });
  });

  test('explains itself over NATS', async () => {
    const answer = await leader.link.requestJson(
      explainSubject,
      { app: 'external-metrics-api' },
      { kind: 'metric', namespace: 'shop', name: 'queue' },
      { schema: explainAnswer, timeoutMillis: 5000 },
    );
    expect(answer).toMatchObject({ ok: true, value: { known: true, app: 'external-metrics-api' } });
    const subjects = answer.ok ? answer.value.steps.map(({ subject }) => subject) : [];
    expect(subjects.slice(0, 3)).toEqual(['leader', 'value', 'served']);
  });

  test('counts what it serves', async () => {
    const response = await fetch(`http://127.0.0.1:${api.service.ports.metrics}/metrics`);
    const text = await response.text();
    for (const name of [
      'external_metrics_api_requests{handler="get",in_error="false"}',
      'external_metrics_api_requests{handler="get",in_error="true"}',
      'external_metrics_api_elapsed_count{handler="get",in_error="false"}',
      'metrics_apiserver_metric_freshness_seconds_count{group="external.metrics.k8s.io"}',
      'apiserver_request_total{verb="LIST",group="external.metrics.k8s.io",version="v1beta1",resource="externalmetrics"',
      'external_metrics_api_refused_total{stage="authorization",reason="Denied"}',
    ]) {
      expect(text).toContain(name);
    }
  });

  test('survives the loss of NATS and takes a snapshot afterwards', async () => {
    const port = Number(new URL(api.broker.url).port);
    leader.publish([freshValue({ value: 20 })]);
    await expectValue('20');
    await api.broker.stop();
    leader.publishInVain([freshValue({ value: 21 })]);
    await expectValue('20');
    // whoever tries to connect to a port that nobody has may hold it for a moment
    const second = await vi.waitFor(() => startEmbeddedBroker({ port }), patience);
    await expectValue('21');
    expect(await api.readyz()).toMatchObject({ status: 'ok', peers: { nats: { state: 'up' } } });
    await second.stop();
  });

  test('falls back on the status of the DatadogMetric, and forgets a deleted one', async () => {
    const object = { apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric' };
    const key = { namespace: 'shop', name: 'queue' };
    api.kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    api.kube.load({ ...object, metadata: key, spec: { query: 'avg:queue{*}' } });
    const client = createKubeClient(loadKubeConfig({ path: api.kube.kubeconfigPath }));
    const status = statusAt(secondsAgo(10), new Date(Date.now() + 1000), '30');
    await client.patchStatus(coreResources.datadogMetrics, key, { type: 'merge', body: { status } });
    await expectValue('30');
    await client.delete(coreResources.datadogMetrics, key);
    await vi.waitFor(async () => expect(await read()).toMatchObject({ code: 404 }), patience);
    await client.close();
  });
});

test('without a way to Kubernetes one line says so, and nothing is started', async () => {
  const lines: string[] = [];
  const starting = startService(externalMetricsApi, {
    env: { KUBECONFIG: '/nowhere/kubeconfig', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0', DD_BIND_HOST: '127.0.0.1' },
    write: (line) => void lines.push(line),
  });
  await expect(starting).rejects.toThrow('/nowhere/kubeconfig');
  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
