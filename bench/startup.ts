import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startNatsServer } from '@dogwatch/control-plane';
import { crds } from '@dogwatch/crds';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { startKubeSimulator } from '@dogwatch/testing';
import type { Bench, Row } from './bench.ts';
import { stopProcess } from './measured-process.ts';

const rounds = Number(process.env['BENCH_STARTS'] ?? 7);
const quietSeconds = 30;
const lookEveryMillis = 5;
const readyTimeoutMillis = 30_000;
const namespace = 'dogwatch';
const root = resolve(import.meta.dirname, '..');

type Env = Readonly<Record<string, string>>;

/** What the services find when they start. */
interface Surroundings {
  readonly kubeconfigPath: string;
  readonly natsUrl: string;
  readonly datadogUrl: string;
}

/** A Node to run the services with. */
interface Runtime {
  readonly name: string;
  readonly path: string;
}

/** Those that would outlive a benchmark that is broken off. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

interface StartedService {
  readonly child: ChildProcess;
  /** From the start of the process to the first 200 of `/readyz`. */
  readonly readyMillis: number;
  /** Of all processors, until then. */
  readonly cpuMillis: number;
}

/** What the chart gives each service, as far as it differs from service to service; ports are free ones. */
const services: Readonly<Record<string, (surroundings: Surroundings) => Env>> = {
  'admission-webhook': ({ kubeconfigPath }) => ({ KUBECONFIG: kubeconfigPath, DD_ADMISSION_CONTROLLER_PORT: '0' }),
  'external-metrics-api': ({ kubeconfigPath }) => ({
    KUBECONFIG: kubeconfigPath,
    DD_EXTERNAL_METRICS_PROVIDER_PORT: '0',
  }),
  'keda-scaler': () => ({ DD_KEDA_SCALER_PORT: '0' }),
  'log-preprocessor': ({ datadogUrl }) => ({
    DD_LOG_PREPROCESSOR_HTTP_PORT: '0',
    DD_LOGS_CONFIG_LOGS_DD_URL: datadogUrl,
  }),
  'metrics-poller': ({ kubeconfigPath, datadogUrl }) => ({ KUBECONFIG: kubeconfigPath, DATADOG_HOST: datadogUrl }),
  'monitor-sync': ({ kubeconfigPath, datadogUrl }) => ({ KUBECONFIG: kubeconfigPath, DD_DD_URL: datadogUrl }),
};

/** The Node of this process, and that of the images where `npm ci --prefix tools/node-24` has brought it. */
function findRuntimes(): Runtime[] {
  const ofImages = join(root, 'tools/node-24/node_modules/.bin/node');
  const own = { name: `Node ${process.versions.node.split('.')[0]}`, path: process.execPath };
  return existsSync(ofImages) ? [{ name: 'Node 24', path: ofImages }, own] : [own];
}

function toEnv(name: string, { natsUrl, ...surroundings }: Surroundings, healthPort: number): Env {
  return {
    NODE_ENV: 'production',
    NATS_URL: natsUrl,
    DD_API_KEY: 'a'.repeat(32),
    DD_APP_KEY: 'b'.repeat(40),
    DD_BIND_HOST: '127.0.0.1',
    DD_HEALTH_PORT: String(healthPort),
    DD_METRICS_PORT: '0',
    DD_KUBE_RESOURCES_NAMESPACE: namespace,
    DD_POD_NAME: `${name}-0`,
    ...services[name]?.({ natsUrl, ...surroundings }),
  };
}

/** The status of `/readyz`; 0 while nobody listens. */
function probe(port: number): Promise<number> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', () => resolve(0));
  });
}

async function startService(runtime: Runtime, name: string, surroundings: Surroundings): Promise<StartedService> {
  const port = await freePort();
  const options = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '');
  const start = performance.now();
  const child = spawn(runtime.path, [...options, join(root, 'apps', name, 'dist/main.js')], {
    env: toEnv(name, surroundings, port),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  while ((await probe(port)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} instead of becoming ready`);
    if (performance.now() - start > readyTimeoutMillis) throw new Error(`${name} does not become ready`);
    await delay(lookEveryMillis);
  }
  return { child, readyMillis: performance.now() - start, cpuMillis: readCpuMillis(child) };
}

/** Processor time, which Linux tells in hundredths of a second. */
function readCpuMillis({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A figure of /proc in MB. */
function readMegabytes(child: ChildProcess, file: 'status' | 'smaps_rollup', name: string): number {
  const text = readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
}

/** The least, the middle and the most of some figures. */
function spread(figures: readonly number[]): readonly [number, number, number] {
  const sorted = figures.toSorted((left, right) => left - right);
  const at = (index: number): number => Math.round(sorted[index] ?? 0);
  return [at(0), at(Math.floor(figures.length / 2)), at(figures.length - 1)];
}

async function measureStarts(runtime: Runtime, name: string, surroundings: Surroundings): Promise<Row> {
  const starts: StartedService[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = await startService(runtime, name, surroundings);
    starts.push(started);
    await stopProcess(started.child);
  }
  const [least, median, most] = spread(starts.map(({ readyMillis }) => readyMillis));
  const [leastCpu, medianCpu] = spread(starts.map(({ cpuMillis }) => cpuMillis));
  return {
    name: `${name}: ready, ${runtime.name}`,
    value: median,
    unit: 'ms',
    target: { atMost: 1500 },
    note: `${least} to ${most} ms in ${rounds} starts; ${medianCpu} ms of processor time, at least ${leastCpu}`,
  };
}

/** Memory of all services, which run at the same time and have nothing to do. */
async function measureMemory(runtime: Runtime, surroundings: Surroundings): Promise<Row[]> {
  const names = Object.keys(services);
  const started = await Promise.all(names.map((name) => startService(runtime, name, surroundings)));
  await delay(quietSeconds * 1000);
  const rows = started.map(({ child }, index): Row => {
    const [anonymous, shared] = [
      readMegabytes(child, 'status', 'RssAnon'),
      readMegabytes(child, 'smaps_rollup', 'Pss'),
    ];
    return {
      name: `${names[index]}: idle memory, ${runtime.name}`,
      value: readMegabytes(child, 'status', 'VmRSS'),
      unit: 'MB',
      target: { atMost: 130 },
      note: `${anonymous.toFixed(0)} MB of its own, the rest is Node's program; PSS ${shared.toFixed(0)} MB`,
    };
  });
  await Promise.all(started.map(({ child }) => stopProcess(child)));
  return rows;
}

async function startSurroundings(closing: AsyncDisposableStack): Promise<Surroundings> {
  const kube = await startKubeSimulator({ tls: true, crds });
  closing.defer(() => kube.stop());
  kube.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const nats = await startNatsServer({ jetstream: true });
  closing.defer(() => nats.stop());
  const datadog = await startDatadogSimulator();
  closing.defer(() => datadog.stop());
  return { kubeconfigPath: kube.kubeconfigPath, natsUrl: nats.url, datadogUrl: datadog.url };
}

async function run(): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const surroundings = await startSurroundings(closing);
  const rows: Row[] = [];
  for (const runtime of findRuntimes()) {
    for (const name of Object.keys(services)) rows.push(await measureStarts(runtime, name, surroundings));
    rows.push(...(await measureMemory(runtime, surroundings)));
  }
  return rows;
}

/** How soon each service is ready, and what memory it takes when it has nothing to do. */
export const bench: Bench = { name: 'startup', run };
