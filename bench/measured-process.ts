import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** What a process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly residentMegabytes: number;
}

/** A service in a process of its own. */
export interface MeasuredProcess {
  readonly ports: { readonly metrics: number; readonly health?: number; readonly http?: number };
  usage(): Promise<Usage>;
  /** Asks it to stop, and kills it when it does not within 15 s. */
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..');
const startTimeoutMillis = 20_000;
const stopTimeoutMillis = 15_000;

/** Starts an app of this repository, built, on free ports with these variables only. */
export function startApp(name: string, env: Readonly<Record<string, string>>): Promise<MeasuredProcess> {
  return startMeasured(join(root, 'apps', name, 'dist', 'main.js'), env);
}

/**
 * Starts a script that logs its ports in a line of JSON and has metrics, and waits until it listens. `BENCH_NODE_OPTIONS` adds
 * options of Node, such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`.
 */
export async function startMeasured(script: string, env: Readonly<Record<string, string>>): Promise<MeasuredProcess> {
  const options = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '');
  const child = spawn(process.execPath, [...options, script], {
    env: { DD_BIND_HOST: '127.0.0.1', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopWithBench = (): void => void child.kill('SIGKILL');
  process.once('exit', stopWithBench);
  try {
    const ports = await readPorts(child, script);
    return {
      ports,
      usage: () => readUsage(ports.metrics),
      async stop() {
        await stopProcess(child);
        process.off('exit', stopWithBench);
      },
    };
  } catch (error) {
    stopWithBench();
    throw error;
  }
}

/** Ends a child process; resolves when it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMillis);
  await exited;
  clearTimeout(timer);
}

/** The app tells its ports in a line of its log; what it logs afterwards is dropped, but for errors. */
async function readPorts(child: ChildProcess, name: string): Promise<MeasuredProcess['ports']> {
  if (child.stdout === null) throw new Error('the output of an app is piped');
  const started = Promise.withResolvers<MeasuredProcess['ports']>();
  const timer = setTimeout(() => started.reject(new Error(`${name} did not start`)), startTimeoutMillis);
  child.once('exit', (code) => started.reject(new Error(`${name} ended with ${code} instead of starting`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    // what options such as --trace-gc print
    if (!line.startsWith('{')) return console.error(line);
    const entry: { ports?: MeasuredProcess['ports']; level?: number | string } = JSON.parse(line);
    if (entry.ports !== undefined) started.resolve(entry.ports);
    if (entry.level === 'error' || Number(entry.level) >= 50) console.error(line);
  });
  return started.promise.finally(() => clearTimeout(timer));
}

async function readUsage(port: number): Promise<Usage> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return {
    cpuSeconds: read('process_cpu_seconds_total'),
    residentMegabytes: read('process_resident_memory_bytes') / 1e6,
  };
}
