import { crds } from '@dogwatch/crds';
import { createKubeClient, fixedConnection, type KubeClient } from '@dogwatch/kube';
import type { MetricValuesUpdated } from '@dogwatch/messages';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import { trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { type LeaderSession, startLeaderSession } from './leader-session.js';
import type { PollerPorts } from '../poll/poller-ports.js';
import { sha256Hex } from './poller-term.js';
import { handDrivenDefaults } from '../testing/hand-driven-poller.js';
import { createValuesPublisher } from '../publish/values-publisher.js';

let kube: KubeSimulator;
let client: KubeClient;
let session: LeaderSession;
let sent: MetricValuesUpdated[];

beforeEach(async () => {
  kube = await startKubeSimulator({ crds });
  client = createKubeClient(fixedConnection({ server: kube.url, token: kube.adminToken }));
  sent = [];
});

afterEach(async () => {
  await session.stop();
  await client.close();
  await kube.stop();
});

/** A session whose Datadog never answers. */
function lead(options: {
  refreshPeriodSeconds?: number;
  watchWpas?: boolean;
  events?: PollerPorts['events'];
  ask?: PollerPorts['ask'];
  canAsk?: () => boolean;
}): void {
  const { refreshPeriodSeconds = 3600, watchWpas = false, events = {}, canAsk = () => true } = options;
  const { ask = () => new Promise(() => {}) } = options;
  session = startLeaderSession({
    client,
    watchWpas,
    canAsk,
    options: { ...handDrivenDefaults, refreshPeriodSeconds },
    log: silentLogger,
    ports: {
      ask,
      publisher: createValuesPublisher({
        epoch: 'test',
        nowMillis: Date.now,
        publish: (message) => sent.push(message),
        maxMessageBytes: () => 1_048_576,
      }),
      events,
      log: silentLogger,
      tracer: trace.getTracer('test'),
      lookups: { env: () => undefined, clusterName: () => undefined },
      sha256Hex,
      nowMillis: Date.now,
      random: Math.random,
    },
  });
}

function loadMetric(name: string): void {
  kube.load({
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMetric',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'external-metrics.datadoghq.com/always-active': 'true' },
    },
    spec: { query: `avg:${name}{*}` },
  });
}

const hpaPath = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/web';

function loadHpa(): void {
  const metric = { name: 'datadogmetric@default:missing' };
  kube.load({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
      metrics: [{ type: 'External', external: { metric, target: { type: 'Value', value: '1' } } }],
    },
  });
}

async function patch(path: string, body: unknown): Promise<void> {
  const answer = await client.raw('PATCH', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/merge-patch+json' },
  });
  expect(answer.ok && answer.value.status).toBe(200);
  if (answer.ok) answer.value.body.resume();
}

test('a period begins on time although Datadog has not answered the last one', async () => {
  loadMetric('slow');
  lead({ refreshPeriodSeconds: 0.05 });
  await eventually(() => expect(sent.filter(({ values }) => values.length === 0).length).toBeGreaterThan(2));
});

test('what the HPA controller writes into a status is no reason to look at everything again', async () => {
  loadHpa();
  let looks = 0;
  lead({ events: { looked: (problems) => (looks += problems.length) } });
  await eventually(() => expect(looks).toBe(1));
  for (let replicas = 1; replicas < 5; replicas++)
    await patch(`${hpaPath}/status`, { status: { currentReplicas: replicas, desiredReplicas: 1 } });
  await patch(hpaPath, { spec: { metrics: [] } });
  await eventually(() => expect(session.autoscaler('hpa', 'default/web')?.externalMetrics).toEqual([]));
  loadMetric('later');
  await eventually(() => expect(sent.flatMap(({ values }) => values)).toMatchObject([{ name: 'later' }]));
  expect(looks).toBe(1);
});

test('a cluster without WatermarkPodAutoscalers is one that has none, and complete', async () => {
  loadMetric('a');
  lead({ watchWpas: true });
  await eventually(() => expect(sent.flatMap(({ values }) => values)).toMatchObject([{ name: 'a' }]));
  expect(session.watches().map(({ name, synced }) => [name, synced])).toEqual([
    ['datadogmetrics', true],
    ['horizontalpodautoscalers', true],
    ['watermarkpodautoscalers', true],
  ]);
});

test('nothing is asked before the keys are known, so that a new leader does not make all metrics invalid', async () => {
  loadMetric('a');
  let asked = 0;
  let hasKeys = false;
  const ask = (): Promise<never> => {
    asked += 1;
    return new Promise(() => {});
  };
  lead({ ask, canAsk: () => hasKeys });
  await eventually(() => expect(session.watches().every(({ synced }) => synced)).toBe(true));
  // the question would follow at once
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toBe(0);
  hasKeys = true;
  await eventually(() => expect(asked).toBe(1));
});
