import { fork } from 'node:child_process';
import { join } from 'node:path';
import { crds } from '@dogwatch/crds';
import { metricValuesUpdated, metricValuesUpdatedSubject, type MetricValue } from '@dogwatch/messages';
import { connectNats, startEmbeddedBroker } from '@dogwatch/nats';
import { parseSeriesAnswer } from '@dogwatch/scaling';
import { silentLogger } from '@dogwatch/telemetry';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { Bench, Row } from './bench.ts';
import { metricNames, namespace, toManifest } from './datadog-metrics.ts';
import { type MeasuredProcess, startApp, stopProcess } from './measured-process.ts';

const periodSeconds = 10;
const quietMillis = 2000;
const timeoutMillis = 45_000;

/** What happens around one poller, by the clock of this machine. */
interface Observed {
  /** When each call reached Datadog. */
  readonly calls: number[];
  /** When values last arrived over NATS. */
  valuesMillis: number;
  values: number;
  /** When a status was last written. */
  statusMillis: number;
  statuses: number;
  onValue: ((value: MetricValue) => void) | undefined;
}

type DatadogMode = 'canned' | 'simulated';

interface Scene {
  readonly kube: KubeSimulator;
  readonly poller: MeasuredProcess;
  readonly observed: Observed;
}

async function startDatadog(mode: DatadogMode, count: number, observed: Observed) {
  const child = fork(join(import.meta.dirname, 'datadog-process.ts'), [mode, String(count)]);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('Datadog did not start')));
    child.on('message', (message: { url?: string; calledMillis?: number }) => {
      if (message.url !== undefined) resolve(message.url);
      if (message.calledMillis !== undefined) observed.calls.push(message.calledMillis);
    });
  });
  return { url, stop: () => stopProcess(child) };
}

async function startScene(mode: DatadogMode, count: number, closing: AsyncDisposableStack): Promise<Scene> {
  const observed: Observed = {
    calls: [],
    valuesMillis: 0,
    values: 0,
    statusMillis: 0,
    statuses: 0,
    onValue: undefined,
  };
  const kube = await startKubeSimulator({ crds });
  closing.defer(() => kube.stop());
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const name of metricNames(count)) kube.load(toManifest(name));
  const endSubscription = kube.store.subscribe(({ resource, type }) => {
    if (resource.kind !== 'DatadogMetric' || type !== 'MODIFIED') return;
    observed.statuses += 1;
    observed.statusMillis = Date.now();
  });
  closing.defer(endSubscription);
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const link = connectNats({ servers: broker.url, name: 'bench', log: silentLogger });
  closing.defer(() => link.stop());
  await link
    .subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, ({ values }) => follow(observed, values))
    .ready();
  const datadog = await startDatadog(mode, count, observed);
  closing.defer(() => datadog.stop());
  const poller = await startApp('metrics-poller', {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_API_KEY: 'a'.repeat(32),
    DD_APP_KEY: 'b'.repeat(40),
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: String(periodSeconds),
  });
  closing.defer(() => poller.stop());
  return { kube, poller, observed };
}

function follow(observed: Observed, values: readonly MetricValue[]): void {
  const asked = values.filter(({ value }) => value !== null);
  if (asked.length === 0) return;
  observed.values += asked.length;
  observed.valuesMillis = Date.now();
  if (observed.onValue !== undefined) for (const value of asked) observed.onValue(value);
}

/** Waits until a cycle has begun and then nothing has happened for a while. */
async function untilQuiet(observed: Observed): Promise<void> {
  const end = Date.now() + timeoutMillis;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const last = Math.max(observed.calls.at(-1) ?? Infinity, observed.valuesMillis, observed.statusMillis);
    if (Date.now() - last > quietMillis) return;
    if (Date.now() > end) throw new Error('the poller does not come to rest');
  }
}

function reset(observed: Observed): void {
  observed.calls.length = 0;
  observed.values = 0;
  observed.statuses = 0;
}

/** One cycle after the first, and the most memory seen at its end. */
async function measureCycle({ poller, observed }: Scene, name: string): Promise<Row[]> {
  await untilQuiet(observed);
  reset(observed);
  const before = await poller.usage();
  await untilQuiet(observed);
  const after = await poller.usage();
  const [start = Number.NaN] = observed.calls;
  return [
    {
      name: `cycle, ${name}`,
      value: (observed.valuesMillis - start) / 1000,
      unit: 's',
      note: `${observed.values} values sent, from the first call to the last value`,
    },
    { name: '  calls to Datadog', value: observed.calls.length, unit: 'calls' },
    ...(observed.statuses === 0
      ? []
      : [
          {
            name: '  with all statuses written',
            value: (observed.statusMillis - start) / 1000,
            unit: 's',
            note: `${observed.statuses} statuses`,
          },
        ]),
    { name: '  processor time of the poller', value: after.cpuSeconds - before.cpuSeconds, unit: 'CPU s' },
  ];
}

/** From the creation of a DatadogMetric to its first value over NATS, while all others are known. */
async function measureFirstValue({ kube, observed }: Scene): Promise<Row> {
  const name = 'brand-new';
  const start = Date.now();
  const arrived = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a new metric got no value')), timeoutMillis);
    observed.onValue = (value) => {
      if (value.name !== name) return;
      clearTimeout(timer);
      resolve();
    };
  });
  kube.load(toManifest(name));
  await arrived;
  observed.onValue = undefined;
  return { name: 'first value of a new metric', value: (Date.now() - start) / 1000, unit: 's', target: { atMost: 2 } };
}

async function measurePoller(mode: DatadogMode, count: number): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const scene = await startScene(mode, count, closing);
  const rows = await measureCycle(scene, `${count} metrics, ${mode} Datadog`);
  const first = mode === 'canned' ? [await measureFirstValue(scene)] : [];
  const { residentMegabytes } = await scene.poller.usage();
  const target = count >= 10_000 ? { target: { atMost: 300 } } : {};
  return [...rows, ...first, { name: `memory with ${count} metrics`, value: residentMegabytes, unit: 'MB', ...target }];
}

/** An answer that breaks the rules: very many series for one query. */
function measureHostileAnswer(): Row {
  const count = 200_000;
  const series = Array.from({ length: count }, () => ({ query_index: 0, pointlist: [[1_700_000_000_000, 1]] }));
  const start = performance.now();
  const answer = parseSeriesAnswer({ status: 'ok', series }, ['avg:m{*}']);
  const value = performance.now() - start;
  const [outcome] = answer.ok ? answer.outcomes : [];
  const note = outcome === undefined || outcome.ok ? 'accepted' : outcome.reason;
  return { name: `an answer with ${count} series for one query`, value, unit: 'ms', note };
}

/** Cycles of metrics-poller against a simulated Kubernetes and a Datadog in a process of its own. */
export const bench: Bench = {
  name: 'poller',
  run: async () => [
    ...(await measurePoller('simulated', 1000)),
    ...(await measurePoller('canned', 1000)),
    ...(await measurePoller('canned', 10_000)),
    measureHostileAnswer(),
  ],
};
