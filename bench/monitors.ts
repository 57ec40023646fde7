import { crds, type DatadogMonitor, datadogMonitorCrd } from '@dogwatch/crds';
import { type DatadogSimulator, startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { defineResource } from '@dogwatch/kube';
import { startEmbeddedBroker } from '@dogwatch/nats';
import { type KubeSimulator, startKubeSimulator } from '@dogwatch/testing';
import type { Bench, Row } from './bench.ts';
import { type MeasuredProcess, startApp, type Usage } from './measured-process.ts';

const namespace = 'bench';
/** Of a deployment; what is measured with a shorter period is told for this one. */
const usualPeriodSeconds = 60;
const periodSeconds = Number(process.env['BENCH_MONITOR_PERIOD'] ?? 20);
const measuredPeriods = 2;
const timeoutSeconds = 180;
const freshCount = 5;
const editedCount = 10;
const quietMillis = 1500;
const listPath = '/api/v1/monitor';
const definition = { message: 'look', type: 'query alert', tags: ['team:shop'] };

const monitors = defineResource<DatadogMonitor>({
  group: datadogMonitorCrd.group,
  version: datadogMonitorCrd.version,
  plural: datadogMonitorCrd.plural,
  kind: datadogMonitorCrd.kind,
  namespaced: true,
});

interface Scene {
  readonly kube: KubeSimulator;
  readonly datadog: DatadogSimulator;
  readonly sync: MeasuredProcess;
  readonly names: readonly string[];
}

function toNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

function toManifest(name: string) {
  return {
    apiVersion: `${datadogMonitorCrd.group}/${datadogMonitorCrd.version}`,
    kind: datadogMonitorCrd.kind,
    metadata: { name, namespace },
    spec: { ...definition, name, query: `avg(last_5m):avg:bench.depth{queue:${name},env:prod} by {host} > 5` },
  };
}

async function startScene(count: number, closing: AsyncDisposableStack): Promise<Scene> {
  const kube = await startKubeSimulator({ crds });
  closing.defer(() => kube.stop());
  const datadog = await startDatadogSimulator();
  closing.defer(() => datadog.stop());
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const names = toNames('queue', count);
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const name of names) kube.load(toManifest(name));
  const sync = await startApp('monitor-sync', {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_API_KEY: 'a'.repeat(32),
    DD_APP_KEY: 'b'.repeat(40),
    DD_DD_URL: datadog.url,
    DD_MONITOR_SYNC_PERIOD: String(periodSeconds),
    DD_MONITOR_STATUS_PERIOD: String(periodSeconds),
  });
  closing.defer(() => sync.stop());
  return { kube, datadog, sync, names };
}

/** Waits until something holds; gives the seconds that took. */
async function until(holds: () => boolean, what: string): Promise<number> {
  const start = Date.now();
  while (!holds()) {
    if (Date.now() - start > timeoutSeconds * 1000) throw new Error(`${what}: not after ${timeoutSeconds} s`);
    await pause(10);
  }
  return (Date.now() - start) / 1000;
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

function statusOf({ kube }: Scene, name: string): NonNullable<DatadogMonitor['status']> {
  return kube.store.get(monitors, namespace, name)?.['status'] ?? {};
}

function idOf(scene: Scene, name: string): number {
  return statusOf(scene, name).id ?? 0;
}

/** Waits until a walk over the list was made from now on, and is over. */
async function untilWalked({ datadog }: Scene): Promise<void> {
  let last = 0;
  const endListening = datadog.calls.onCall(({ path }) => {
    if (path === listPath) last = Date.now();
  });
  await until(() => last > 0 && Date.now() - last > quietMillis, 'a walk over the list');
  endListening();
}

async function measureStart(scene: Scene): Promise<Row[]> {
  const { names, datadog } = scene;
  const created = await until(() => names.every((name) => idOf(scene, name) > 0), 'all monitors created');
  const posts = datadog.calls.list().filter(({ method }) => method === 'POST').length;
  for (const { id } of datadog.monitors.list()) datadog.monitors.setState(id, { overall: 'OK' });
  const known = await until(() => names.every((name) => statusOf(scene, name).monitorState === 'OK'), 'all states');
  return [
    {
      name: `${names.length} monitors created`,
      value: created,
      unit: 's',
      note: `from the start to the last status with an id; ${posts} creates, ${datadog.monitors.list().length} monitors`,
    },
    { name: '  first states of all of them', value: known, unit: 's', note: 'all get one at the same moment' },
  ];
}

/** A few periods in which nothing happens. */
async function measureSteadyState(scene: Scene): Promise<Row[]> {
  const { datadog, names, sync } = scene;
  await untilWalked(scene);
  datadog.calls.clear();
  const before = await sync.usage();
  await pause(measuredPeriods * periodSeconds * 1000);
  const after = await sync.usage();
  const calls = datadog.calls.count() / measuredPeriods;
  const perHour = 3600 / usualPeriodSeconds;
  return [
    {
      name: '  calls an hour, steady',
      value: calls * perHour,
      unit: 'calls/h',
      target: { atMost: names.length > 1000 ? 3100 : 700 },
      note: `${calls} a period, counted over ${measuredPeriods} periods of ${periodSeconds} s, told for one of ${usualPeriodSeconds} s`,
    },
    toProcessorRow(before, after),
  ];
}

function toProcessorRow(before: Usage, after: Usage): Row {
  const seconds = (after.cpuSeconds - before.cpuSeconds) / measuredPeriods;
  return {
    name: '  processor time a period',
    value: seconds * 1000,
    unit: 'CPU ms',
    note: `with all statuses written; ${((seconds / usualPeriodSeconds) * 100).toFixed(2)} % of a core with a period of ${usualPeriodSeconds} s`,
  };
}

/** From the moment at which Datadog has the first state of a new monitor to its status. */
async function measureFirstState(scene: Scene): Promise<Row> {
  const names = toNames('fresh', freshCount);
  for (const name of names) scene.kube.load(toManifest(name));
  await until(() => names.every((name) => idOf(scene, name) > 0), 'fresh monitors created');
  // the next walk is a period away: what finds the states is the looking for fresh ones
  await untilWalked(scene);
  const delays = names.map(async (name, index) => {
    await pause(index * 900);
    scene.datadog.monitors.setState(idOf(scene, name), { overall: 'Warn' });
    return until(() => statusOf(scene, name).monitorState === 'Warn', `the state of ${name}`);
  });
  const value = Math.max(...(await Promise.all(delays)));
  const note = `the slowest of ${freshCount}, which got theirs at different moments`;
  return { name: '  first state of a new monitor', value, unit: 's', target: { atMost: 5 }, note };
}

/** From an edit in Datadog, soon after a walk, to the definition of the resource. */
async function measureDrift(scene: Scene): Promise<Row> {
  const { datadog } = scene;
  await untilWalked(scene);
  const ids = scene.names.slice(0, editedCount).map((name) => idOf(scene, name));
  for (const id of ids) datadog.monitors.edit(id, { message: 'edited' });
  const seconds = await until(
    () => ids.every((id) => datadog.monitors.get(id)?.['message'] === definition.message),
    'drift repaired',
  );
  return {
    name: '  drift repaired',
    value: seconds + usualPeriodSeconds - periodSeconds,
    unit: 's',
    target: { atMost: 60 },
    note: `the last of ${editedCount}; ${seconds.toFixed(1)} s with a period of ${periodSeconds} s, told for one of ${usualPeriodSeconds} s`,
  };
}

async function measureSync(count: number): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const scene = await startScene(count, closing);
  const rows = [
    ...(await measureStart(scene)),
    ...(await measureSteadyState(scene)),
    await measureFirstState(scene),
    await measureDrift(scene),
  ];
  const { residentMegabytes } = await scene.sync.usage();
  return [...rows, { name: '  memory after that', value: residentMegabytes, unit: 'MB' }];
}

/** What keeping monitors costs at Datadog and here, and how soon states and drift are seen. */
export const bench: Bench = {
  name: 'monitors',
  run: async () => [...(await measureSync(1000)), ...(await measureSync(5000))],
};
