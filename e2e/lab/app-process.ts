import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The ports an app reported when it had started. */
export interface AppPorts {
  readonly health: number;
  readonly metrics: number;
  readonly http?: number;
}

/** An app as its own process, as in a pod. */
export interface AppProcess {
  readonly name: string;
  readonly pid: number;
  readonly ports: AppPorts;
  /** Every log line so far, parsed. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  /** The exit code after SIGTERM. */
  stop(): Promise<number | null>;
  /** Ends it as a crashed node would. */
  kill(): Promise<void>;
  /** What a probe says: the status and the body. */
  probe(path: '/livez' | '/readyz' | '/startupz'): Promise<{ readonly status: number; readonly body: unknown }>;
  metricsText(): Promise<string>;
}

const startMillis = 20_000;

function toPorts(line: Readonly<Record<string, unknown>>): AppPorts | undefined {
  const { ports } = line;
  if (typeof ports !== 'object' || ports === null || !('health' in ports)) return undefined;
  return ports as AppPorts;
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return { message: line };
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return once(child, 'exit').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : null));
}

function get(port: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`);
}

/** Starts `apps/<name>/dist/main.js` and resolves when it says that it has started. Rejects with its last lines. */
export async function startApp(name: string, env: Readonly<Record<string, string>>): Promise<AppProcess> {
  const child = spawn(process.execPath, [`apps/${name}/dist/main.js`], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DD_HEALTH_PORT: '0',
      DD_METRICS_PORT: '0',
      DD_BIND_HOST: '127.0.0.1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logs: Readonly<Record<string, unknown>>[] = [];
  const started = Promise.withResolvers<AppPorts>();
  const onLine = (line: string): void => {
    const parsed = parseLine(line);
    logs.push(parsed);
    const ports = toPorts(parsed);
    if (ports !== undefined) started.resolve(ports);
  };
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', onLine);
  const failed = (why: string): void =>
    started.reject(
      new Error(
        `${name} ${why}:\n${logs
          .slice(-10)
          .map((line) => JSON.stringify(line))
          .join('\n')}`,
      ),
    );
  child.once('exit', (code) => failed(`ended with ${code}`));
  const timer = setTimeout(() => failed('did not start in time'), startMillis);
  const ports = await started.promise.finally(() => clearTimeout(timer));
  return {
    name,
    ports,
    logs,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      return exitOf(child);
    },
    async kill() {
      child.kill('SIGKILL');
      await exitOf(child);
    },
    async probe(path) {
      const response = await get(ports.health, path);
      return { status: response.status, body: await response.json() };
    },
    metricsText: async () => (await get(ports.metrics, '/metrics')).text(),
  };
}
