import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crds } from '@dogwatch/crds';
import { connectScaler, kedaScaler, runtimeToken, type ScalerClient, type ScalerRuntime } from '@dogwatch/keda-scaler';
import { metricsPoller } from '@dogwatch/metrics-poller';
import { startEmbeddedBroker } from '@dogwatch/nats';
import { toHpaTarget, toHpaValue } from '@dogwatch/scaling';
import { startService } from '@dogwatch/service';
import { startKubeSimulator } from '@dogwatch/testing';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { bodyOf, compareQuantity, type Expectation, type KedaVector } from './vector.ts';

/** Runs cases through services, which start with the first case that needs them. */
export interface WireRunner {
  run(vector: KedaVector): Promise<CaseResult>;
  stop(): Promise<void>;
}

/** What keda-scaler does otherwise on purpose: its own tests cover that. */
const differs: Readonly<Record<string, string>> = {
  'rest-query-slash-percent': 'the query is none by the grammar and is refused',
  'rest-site-bad': 'the site is that of the keys of metrics-poller',
  'rest-target-fraction': 'a target that the autoscaler reads as 0 is refused',
  'rest-target-missing-modifiers': 'a scaler is not told of scalingModifiers, so it always needs a target',
  'rest-timeout-bad': 'it has no use for timeout',
  'rest-timeout-neg': 'it has no use for timeout',
  'rest-type-and-metricType': 'it is not told the metricType',
  'rest-metricType-Utilization': 'it is not told the metricType',
  'rest-noapikey': 'it needs no keys',
  'rest-type-global': 'type: global has no effect and is refused',
  'val-activation-target-ignored': 'both activation keys count in both modes',
};

/** Whether a case means the same to keda-scaler. */
function crosses({ id, metadata = {} }: KedaVector): boolean {
  return metadata['useClusterAgentProxy'] === undefined && !Object.hasOwn(differs, id);
}

/**
 * Runs queries as KEDA asks for them: keda-scaler over gRPC, metrics-poller behind it, and a Datadog that answers with the bytes of
 * the case. Each case has an organization of its own, so a rate limit or a failure meets no other.
 */
export function createGrpcRunner(vectors: readonly KedaVector[]): WireRunner {
  let starting: Promise<Lab> | undefined;
  const indexOf = new Map(vectors.map((vector, index) => [vector.id, index]));
  return {
    async run(vector) {
      if (!crosses(vector)) return { ok: true };
      starting ??= startLab(vectors);
      const lab = await starting;
      return runOver(lab, vector, indexOf.get(vector.id) ?? 0);
    },
    stop: async () => (await starting)?.stop(),
  };
}

async function runOver(lab: Lab, vector: KedaVector, index: number): Promise<CaseResult> {
  const { expect, metadata = {}, response } = vector;
  const trigger = { ...metadata, org: orgOf(index) };
  const spec = await lab.scaler.getMetricSpec(trigger);
  if (expect.buildError !== undefined) {
    const refused = spec.ok ? undefined : spec.code;
    return compareJson({ code: 3 }, { code: refused });
  }
  if (!spec.ok) return { ok: false, diff: `GetMetricSpec: ${spec.details}` };
  const { metricSpecs } = spec.response as { metricSpecs: readonly { metricName: string; targetSizeFloat: number }[] };
  const [metric] = metricSpecs;
  return allOk([
    compareJson({ metricName: expect.metricName?.replace(/^s\d+-/, '') }, { metricName: metric?.metricName }),
    compareQuantity('target', expect.target, toHpaTarget(metric?.targetSizeFloat ?? 0)),
    ...(response === undefined ? [] : [await compareReads(lab, vector, trigger)]),
  ]);
}

async function compareReads(
  { scaler, windows }: Lab,
  { expect }: KedaVector,
  trigger: Readonly<Record<string, string>>,
): Promise<CaseResult> {
  const metrics = await scaler.getMetrics(trigger);
  const activity = await scaler.isActive(trigger);
  const asked = compareWindow(expect, windows.get(trigger['org'] ?? ''));
  if (!metrics.ok || !activity.ok)
    return allOk([asked, compareJson({ error: expect.error !== undefined }, { error: true })]);
  const { metricValues } = metrics.response as { metricValues: readonly [{ metricValueFloat: number }] };
  const { result } = activity.response as { result: boolean };
  return allOk([
    asked,
    compareJson({ active: expect.active }, { active: result }),
    compareQuantity('value', expect.value, toHpaValue(metricValues[0].metricValueFloat)),
  ]);
}

function compareWindow({ request = {} }: Expectation, asked: Window | undefined): CaseResult {
  return compareJson({ span: request['span'], offset: request['offset'] }, { ...asked });
}

interface Window {
  readonly span: number;
  readonly offset: number;
}

interface Lab {
  readonly scaler: ScalerClient;
  /** The window that was asked for first with the keys of an organization; what fails is asked for again. */
  readonly windows: ReadonlyMap<string, Window>;
  stop(): Promise<void>;
}

function orgOf(index: number): string {
  return `case-${index}`;
}

const ports = { DD_BIND_HOST: '127.0.0.1', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0' };

function ignore(): void {}

async function startLab(vectors: readonly KedaVector[]): Promise<Lab> {
  const windows = new Map<string, Window>();
  const datadog = createDatadog(vectors, windows);
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  datadog.listen(0, '127.0.0.1', resolve);
  await listening;
  const url = `http://127.0.0.1:${(datadog.address() as AddressInfo).port}`;
  const kube = await startKubeSimulator({ crds });
  const broker = await startEmbeddedBroker();
  const orgs = vectors.map((_, index) => ({ name: orgOf(index), url, api_key: orgOf(index), app_key: 'k'.repeat(40) }));
  const scaler = await startService(kedaScaler, {
    write: ignore,
    env: { ...ports, DD_KEDA_SCALER_PORT: '0', DD_KEDA_SCALER_FIRST_WAIT: '10', NATS_URL: broker.url },
  });
  const poller = await startService(metricsPoller, {
    write: ignore,
    env: { ...ports, DD_ORGS: JSON.stringify(orgs), KUBECONFIG: kube.kubeconfigPath, NATS_URL: broker.url },
  });
  const client = connectScaler(scaler.app.get<ScalerRuntime>(runtimeToken).grpcPort);
  return {
    scaler: client,
    windows,
    stop: async () => {
      client.close();
      await Promise.all([scaler.stop(), poller.stop()]);
      await Promise.all([broker.stop(), kube.stop()]);
      datadog.closeAllConnections();
      datadog.close();
    },
  };
}

/** Answers each organization, which it knows by its key, with the response of its case. */
function createDatadog(vectors: readonly KedaVector[], windows: Map<string, Window>): Server {
  return createServer((request, reply) => {
    const org = String(request.headers['dd-api-key']);
    const { searchParams } = new URL(request.url ?? '', 'http://datadog');
    const [from, to] = ['from', 'to'].map((name) => Number(searchParams.get(name)));
    const offset = Math.floor(Date.now() / 1000) - (to ?? 0);
    // the clock may have moved on by a second on the way
    if (!windows.has(org)) windows.set(org, { span: (to ?? 0) - (from ?? 0), offset: offset <= 1 ? 0 : offset });
    const { response = { status: 500 } } = vectors[Number(org.replace('case-', ''))] ?? {};
    reply.writeHead(response.status, { 'content-type': 'application/json', ...response.headers });
    reply.end(bodyOf(response));
  });
}
