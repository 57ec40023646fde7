import type { ReceivedSpan } from '@dogwatch/testing';
import { apply, type Manifest, send } from '../lab/apply.ts';
import { client, kubectl, namespace, outside } from './cluster.ts';
import { images } from './images.ts';
import type { KedaOrder, KedaResult, LogOrder, LogResult } from './workbench/loads.ts';

const ports = { datadog: 8126, otlp: 4318, control: 8080 };

/** Where pods find what stands outside of Dogwatch. */
export const urls = {
  datadog: `http://workbench.${outside}.svc:${ports.datadog}`,
  otlp: `http://workbench.${outside}.svc:${ports.otlp}`,
};

/** Where pods find the services. */
export const urlsOfServices = {
  keda: `dogwatch-keda-scaler.${namespace}.svc:9090`,
  logs: `http://dogwatch-log-preprocessor.${namespace}.svc:8080`,
};

function toManifests(): readonly Manifest[] {
  const labels = { app: 'workbench' };
  const metadata = { name: 'workbench', namespace: outside };
  const container = {
    name: 'workbench',
    image: images.workbench,
    imagePullPolicy: 'IfNotPresent',
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    readinessProbe: { httpGet: { path: '/', port: 'control' }, periodSeconds: 1 },
  };
  const template = {
    metadata: { labels },
    spec: { containers: [container], terminationGracePeriodSeconds: 1, automountServiceAccountToken: false },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: outside } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 1, strategy: { type: 'Recreate' }, selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: Object.entries(ports).map(([name, port]) => ({ name, port })) },
    },
  ];
}

/** Brings the workbench up, and waits for it. */
export async function startWorkbench(): Promise<void> {
  await apply(client, ...toManifests());
  await kubectl('rollout', 'status', 'deployment/workbench', '-n', outside, '--timeout=120s');
}

/** Asks one of its ports, through the API server: clients of the API need not be in the network of the pods. */
function ask(port: keyof typeof ports, method: 'DELETE' | 'GET' | 'PATCH' | 'POST', path: string, body?: unknown) {
  return send(client, method, `/api/v1/namespaces/${outside}/services/http:workbench:${port}/proxy${path}`, {
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
  });
}

/** Sets a series of Datadog to a value, from now on and back to the beginning. */
export async function setSeries(metric: string, tags: readonly string[], value: number): Promise<void> {
  await ask('datadog', 'POST', '/simulator/series', [{ id: metric, metric, tags, originSeconds: 0, value }]);
}

/** Puts a monitor of Datadog into a state. */
export async function setMonitorState(id: number, state: object): Promise<void> {
  await ask('datadog', 'POST', `/simulator/monitors/${id}/state`, state);
}

/** The newest logs that Datadog took. */
export async function listLogs(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { logs } = (await ask('datadog', 'GET', '/simulator/logs?last=1000')) as {
    readonly logs: readonly Readonly<Record<string, unknown>>[];
  };
  return logs;
}

/** A span as the workbench tells it. */
export type ToldSpan = Omit<ReceivedSpan, 'endNanos' | 'startNanos'>;

/** All spans that were received. */
export async function listSpans(): Promise<readonly ToldSpan[]> {
  return (await ask('control', 'GET', '/spans')) as readonly ToldSpan[];
}

/** What became of a load. */
interface Results {
  readonly keda: KedaResult;
  readonly logs: LogResult;
}

/** Starts a load in the workbench; gives how to stop it, which tells what became of it. */
export async function startLoad<K extends keyof Results>(
  order: (KedaOrder | LogOrder) & { readonly kind: K },
): Promise<() => Promise<Results[K]>> {
  const { id } = (await ask('control', 'POST', '/loads', order)) as { readonly id: string };
  return async () => (await ask('control', 'DELETE', `/loads/${id}`)) as Results[K];
}
