import { explainAnswer, explainSubject, metricSnapshot, metricSnapshotSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { startKubeSimulator } from '@dogwatch/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { type PollerFixture, startPollerFixture } from '../testing/poller-fixture.js';

let fixture: PollerFixture;

beforeEach(async () => {
  fixture = await startPollerFixture();
});

afterEach(() => fixture.stop());

const askForAll = (link: NatsLink) =>
  link.requestJson(metricSnapshotSubject, {}, {}, { schema: metricSnapshot, timeoutMillis: 1000 });

test('a leader that could not list everything yet gives no snapshot, which would look as if there were no metrics', async () => {
  const bare = await startKubeSimulator();
  fixture.running.push(bare);
  await fixture.startPoller({ env: { KUBECONFIG: bare.kubeconfigPath } });
  await eventually(async () => expect(await askForAll(fixture.link)).toMatchObject({ ok: false, reason: 'NotListed' }));
  const question = { kind: 'metric', namespace: 'default', name: 'a' };
  const answer = await fixture.link.requestJson(explainSubject, { app: 'metrics-poller' }, question, {
    schema: explainAnswer,
    timeoutMillis: 1000,
  });
  expect(answer).toMatchObject({ ok: true, value: { known: false, steps: [{ subject: 'objects', state: 'failed' }] } });
});

test('the metrics have the names and labels of the Datadog Cluster Agent', async () => {
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const service = await fixture.startPoller();
  await eventually(() => expect(fixture.values.at(-1)).toMatchObject({ valid: true, value: 9 }));
  const scrape = async (): Promise<readonly string[]> =>
    (await (await fetch(`http://127.0.0.1:${service.ports.metrics}/metrics`)).text()).split('\n');
  await eventually(async () => expect(await scrape()).toContain('workqueue_depth{name="datadogmetrics"} 0'));
  const lines = await scrape();
  for (const line of [
    'external_metrics_datadog_metrics{namespace="default",name="nginx-hits",valid="true",active="true",join_leader="true"} 1',
    'external_metrics_processed_value{metric="nginx.net.request_per_s{*}",join_leader="true"} 9',
    'external_metrics_updated{metric="nginx.net.request_per_s{*}",join_leader="true"} 1',
    'leader_election_is_leader{join_leader="true",is_leader="true"} 1',
  ])
    expect(lines).toContain(line);
  for (const pattern of [
    /^external_metrics_delay_seconds\{metric="nginx\.net\.request_per_s\{\*\}",join_leader="true"\} \d/,
    /^external_metrics_retriever_elapsed_bucket\{le="0\.5",join_leader="true"\} [1-9]/,
    /^datadog_requests\{status="success",join_leader="true"\} [1-9]/,
    /^rate_limit_queries_remaining_min\{endpoint="\/api\/v1\/query",join_leader="true"\} \d/,
    /^workqueue_adds_total\{name="datadogmetrics"\} [1-9]/,
    /^workqueue_retries_total\{name="datadogmetrics"\} \d/,
    /^workqueue_queue_duration_seconds_count\{name="datadogmetrics"\} [1-9]/,
    /^workqueue_work_duration_seconds_count\{name="datadogmetrics"\} [1-9]/,
  ])
    expect(lines).toContainEqual(expect.stringMatching(pattern));
});

test('the readiness body tells how Datadog answers', async () => {
  fixture.loadMetric('nginx-hits', 'max:nginx.net.request_per_s{*}');
  const service = await fixture.startPoller();
  const peer = async (): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${service.ports.health}/readyz`);
    return answer.json();
  };
  await eventually(async () => expect(await peer()).toMatchObject({ peers: { datadog: { state: 'up' } } }));
  fixture.datadog.fail({ mode: 'serverError', status: 503 });
  await eventually(async () =>
    expect(await peer()).toMatchObject({
      status: 'ok',
      peers: { datadog: { state: 'down', message: expect.stringContaining('503') } },
    }),
  );
});
