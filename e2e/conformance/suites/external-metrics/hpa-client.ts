import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HorizontalPodAutoscaler, KubeClient } from '@dogwatch/kube';
import { coreResources, createKubeClient, fixedConnection } from '@dogwatch/kube';
import { parseQuantity } from '@dogwatch/scaling';
import type { KubeSimulator } from '@dogwatch/testing';
import { startHpaLoop, startKubeSimulator } from '@dogwatch/testing';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import type { Json, Vector } from './vector.ts';
import { expectation } from './vector.ts';

const group = 'external.metrics.k8s.io';
const version = 'v1beta1';
const startReplicas = 2;
/** Long past: the autoscaler must not look at it. */
const timestamp = '2001-01-01T00:00:00Z';

interface Input {
  readonly namespace?: string;
  readonly metric?: Json;
  readonly items?: readonly unknown[];
  readonly status?: number;
  readonly message?: string;
  readonly rawBody?: string;
}

interface Request {
  readonly url: URL;
  readonly accept: string | undefined;
}

interface Outcome extends Request {
  readonly hpa: HorizontalPodAutoscaler;
  readonly replicas: number | undefined;
}

/** How an HPA asks for a metric and what it makes of the answer, by the HPA loop against the Kubernetes simulator. */
export async function run(vector: Vector): Promise<CaseResult> {
  const outcome = await lookOnce(vector.input);
  const expected = Object.entries(expectation(vector));
  return allOk(expected.map(([key, value]) => checks[key]?.(value, outcome) ?? noCheck(key)));
}

function noCheck(key: string): CaseResult {
  return { ok: false, diff: `nothing here can check "${key}"` };
}

async function lookOnce(input: Input): Promise<Outcome> {
  const requests: Request[] = [];
  const backend = createServer(({ url = '/', headers }, response) => {
    requests.push({ url: new URL(url, 'http://backend'), accept: headers.accept });
    const { code, body } = answer(input);
    response.writeHead(code, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const address = backend.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const simulator = await startKubeSimulator();
  const client = createKubeClient(fixedConnection({ server: simulator.url, token: simulator.adminToken }));
  try {
    simulator.serveApi({ group, version, url: `http://127.0.0.1:${port}` });
    const scaled = await scaleOnce(simulator, client, input);
    const [request] = requests;
    if (request === undefined) throw new Error('the HPA loop did not ask for the metric');
    return { ...scaled, ...request };
  } finally {
    await client.close();
    await simulator.stop();
    backend.closeAllConnections();
    backend.close();
  }
}

async function scaleOnce(
  simulator: KubeSimulator,
  client: KubeClient,
  input: Input,
): Promise<Pick<Outcome, 'hpa' | 'replicas'>> {
  const { namespace = 'default', metric = { name: 'orders' } } = input;
  const key = { namespace, name: 'web' };
  const target = { type: 'Value', value: '10' };
  simulator.load({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: key, spec: { replicas: startReplicas } });
  simulator.load({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: key,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: key.name },
      maxReplicas: 10,
      metrics: [{ type: 'External', external: { metric, target } }],
    },
  });
  const loop = startHpaLoop({ client, syncPeriodMillis: 3_600_000 });
  await loop.sync();
  await loop.stop();
  const hpa = await client.get(coreResources.horizontalPodAutoscalers, key);
  const deployment = await client.get(coreResources.deployments, key);
  if (!hpa.ok || !deployment.ok) throw new Error('the simulator lost the objects');
  return { hpa: hpa.value, replicas: deployment.value.spec?.replicas };
}

function answer({ status = 200, items: values = ['10'], message, rawBody }: Input): {
  readonly code: number;
  readonly body: string;
} {
  const items = values.map((value) => ({ metricName: 'orders', metricLabels: null, timestamp, value }));
  const list = { kind: 'ExternalMetricValueList', apiVersion: `${group}/${version}`, metadata: {}, items };
  const refusal = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: status };
  return { code: status, body: rawBody ?? JSON.stringify(status < 400 ? list : refusal) };
}

/** Key of an expectation -> whether it came true. */
const checks: Readonly<Record<string, (expected: unknown, outcome: Outcome) => CaseResult>> = {
  hpaCurrentValue(expected, { hpa }) {
    const current = hpa.status?.currentMetrics?.[0]?.external?.current.value;
    return compareJson(toNanos(expected), toNanos(current));
  },
  hpaCondition(expected, { hpa }) {
    const { type }: { type?: unknown } = { ...(typeof expected === 'object' ? expected : {}) };
    const found = hpa.status?.conditions?.find((condition) => condition.type === type);
    return compareJson(expected, found, { subset: true });
  },
  messageContains(expected, { hpa }) {
    const messages = hpa.status?.conditions?.map(({ message = '' }) => message) ?? [];
    const isThere = messages.some((message) => message.includes(String(expected)));
    return isThere
      ? { ok: true }
      : { ok: false, diff: `no condition says "${String(expected)}": ${messages.join(' | ')}` };
  },
  replicasChanged: (expected, { replicas }) => compareJson(expected, replicas !== startReplicas),
  path: (expected, { url }) => compareJson(expected, url.pathname),
  pathName: (expected, { url }) => compareJson(expected, url.pathname.split('/').at(-1)),
  query: (expected, { url }) => compareJson(expected, Object.fromEntries(url.searchParams)),
  labelSelector: (expected, { url }) => compareJson(expected, url.searchParams.get('labelSelector')),
  accept: (expected, outcome) => compareJson(expected, outcome.accept),
};

function toNanos(text: unknown): bigint | string {
  const parsed = parseQuantity(String(text));
  return parsed.ok ? parsed.quantity.nanos : parsed.message;
}
