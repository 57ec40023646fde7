import { request as sendRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { crds } from '@dogwatch/crds';
import { externalMetricsApi } from '@dogwatch/external-metrics-api';
import {
  type MetricSnapshot,
  metricSnapshotRequest,
  metricSnapshotSubject,
  type MetricValue,
} from '@dogwatch/messages';
import { connectNats, startEmbeddedBroker } from '@dogwatch/nats';
import {
  evaluate,
  parseQuantity,
  parseTrigger,
  planTriggerRequest,
  toHpaValue,
  type TriggerSpec,
} from '@dogwatch/scaling';
import { startService } from '@dogwatch/service';
import { silentLogger } from '@dogwatch/telemetry';
import { startKubeSimulator } from '@dogwatch/testing';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import type { WireRunner } from './over-grpc.ts';
import { compareQuantity, type KedaVector } from './vector.ts';

/** A DatadogMetric that external-metrics-api answers for as the case says; undefined where it never answers so. */
function metricOf({ response }: KedaVector, name: string): MetricValue | undefined {
  const metric: MetricValue = {
    namespace: 'default',
    name,
    active: true,
    valid: true,
    value: 0,
    dataTimeSeconds: Math.floor(Date.now() / 1000),
    maxAgeSeconds: 3600,
    updatedAtMillis: Date.now(),
    reason: '',
    message: '',
  };
  if (response?.status === 422) return { ...metric, valid: false, value: null, reason: 'NoSeries', message: 'no data' };
  if (response?.status === 403) return metric;
  const value = servedValue(response?.body);
  return value === undefined ? undefined : { ...metric, value };
}

/** The number in an ExternalMetricValueList. */
function servedValue(body: unknown): number | undefined {
  const { items } = (body ?? {}) as { readonly items?: readonly { readonly value?: unknown }[] };
  const served = items?.[0]?.value;
  const parsed = typeof served === 'string' ? parseQuantity(served) : undefined;
  return parsed?.ok === true ? Number(parsed.quantity.nanos) / 1e9 : undefined;
}

function nameOf(index: number): string {
  return `case-${index}`;
}

/** Whether external-metrics-api can be brought to answer so. */
function crosses(vector: KedaVector): boolean {
  const isProxy = vector.metadata?.['useClusterAgentProxy'] === 'true' && vector.response !== undefined;
  return isProxy && (vector.response?.status === 404 || metricOf(vector, '') !== undefined);
}

/** Runs DatadogMetrics as KEDA's own scaler asks for them in proxy mode: external-metrics-api over HTTPS. */
export function createHttpRunner(vectors: readonly KedaVector[]): WireRunner {
  let starting: Promise<Lab> | undefined;
  const indexOf = new Map(vectors.map((vector, index) => [vector.id, index]));
  return {
    async run(vector) {
      if (!crosses(vector)) return { ok: true };
      starting ??= startLab(vectors);
      return runOver(await starting, vector, indexOf.get(vector.id) ?? 0);
    },
    stop: async () => (await starting)?.stop(),
  };
}

async function runOver(lab: Lab, vector: KedaVector, index: number): Promise<CaseResult> {
  const { expect, response } = vector;
  const parsed = parseTrigger({
    ...vector,
    metadata: { ...vector.metadata, datadogMetricName: nameOf(index) },
    authParams: { ...vector.authParams, token: response?.status === 403 ? lab.strangerToken : lab.token },
  });
  if (!parsed.ok) return { ok: false, diff: parsed.message };
  const answer = await lab.ask(parsed.spec);
  const evaluation = evaluate(parsed.spec, { ...answer, statusText: '', header: () => undefined });
  const status = compareJson({ httpStatus: response?.status }, { httpStatus: answer.httpStatus });
  if (!evaluation.ok)
    return allOk([
      status,
      compareJson({ isError: expect.error !== undefined }, { isError: evaluation.message !== '' }),
    ]);
  return allOk([
    status,
    compareJson({ active: expect.active }, { active: evaluation.active }),
    compareQuantity('value', expect.value, toHpaValue(evaluation.value)),
  ]);
}

interface Lab {
  readonly token: string;
  /** Of somebody who may read nothing. */
  readonly strangerToken: string;
  ask(spec: TriggerSpec): Promise<{ readonly httpStatus: number; readonly body: string }>;
  stop(): Promise<void>;
}

async function startLab(vectors: readonly KedaVector[]): Promise<Lab> {
  const kube = await startKubeSimulator({ tls: true, crds });
  const broker = await startEmbeddedBroker();
  const leader = connectNats({ servers: broker.url, name: 'leader', log: silentLogger });
  const values = vectors.flatMap((vector, index) => (crosses(vector) ? (metricOf(vector, nameOf(index)) ?? []) : []));
  const snapshot: MetricSnapshot = { epoch: 'one', sequence: 1, values };
  const responder = leader.respondJson(metricSnapshotSubject, metricSnapshotRequest, () => ({
    ok: true,
    value: snapshot,
  }));
  await responder.ready();
  const api = await startService(externalMetricsApi, {
    write: () => undefined,
    env: {
      DD_BIND_HOST: '127.0.0.1',
      DD_EXTERNAL_METRICS_PROVIDER_PORT: '0',
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      KUBECONFIG: kube.kubeconfigPath,
      NATS_URL: broker.url,
    },
  });
  await untilFollowing(api.ports.health);
  return {
    token: kube.adminToken,
    strangerToken: kube.addUser({ username: 'stranger', groups: [] }),
    ask: (spec) => ask(api.ports.http ?? 0, spec),
    stop: async () => {
      await api.stop();
      await leader.stop();
      await Promise.all([broker.stop(), kube.stop()]);
    },
  };
}

/** The values come over NATS, a moment after the start. */
async function untilFollowing(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { peers } = (await answer.json()) as { readonly peers: Readonly<Record<string, { readonly state: string }>> };
    if (peers['metrics-poller']?.state === 'up') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('external-metrics-api does not follow the values');
}

function ask(port: number, spec: TriggerSpec): ReturnType<Lab['ask']> {
  const plan = planTriggerRequest(spec, 0);
  if (!plan.ok) throw new Error(plan.message);
  const { promise, resolve, reject } = Promise.withResolvers<{ httpStatus: number; body: string }>();
  const request = sendRequest(
    { host: '127.0.0.1', port, path: plan.path, headers: { ...plan.headers }, rejectUnauthorized: false },
    (response) => void text(response).then((body) => resolve({ httpStatus: response.statusCode ?? 0, body }), reject),
  );
  request.on('error', reject);
  request.end();
  return promise;
}
