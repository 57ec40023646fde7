import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedBroker } from '../broker/start-embedded-broker.js';

/** A broker of either kind, so that one script proves both. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The settings the tests use, spelled once for both kinds. */
export interface TestBrokerOptions {
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly maxPayloadBytes?: number;
  readonly maxControlLineBytes?: number;
  readonly maxPendingBytes?: number;
  readonly pingIntervalMillis?: number;
  readonly maxPingsOut?: number;
  readonly authTimeoutMillis?: number;
  /** Only nats-server. */
  readonly jetstream?: boolean;
  /** More lines of configuration, only nats-server. */
  readonly configuration?: string;
}

/** Where a real nats-server is, if there is one. */
export const natsServerBinary = [
  process.env['NATS_SERVER_BIN'],
  join(homedir(), '.cache/dogwatch/control-plane/bin/nats-server'),
].find((path) => path !== undefined && existsSync(path));

export type BrokerKind = 'embedded' | 'nats-server';

/** The kinds that can be started on this machine. */
export const brokerKinds: readonly BrokerKind[] =
  natsServerBinary === undefined ? ['embedded'] : ['embedded', 'nats-server'];

/** Starts a broker on a loopback port. */
export function startTestBroker(kind: BrokerKind, options: TestBrokerOptions = {}): Promise<TestBroker> {
  if (kind === 'nats-server') return startNatsServer(options);
  const { jetstream: _jetstream, configuration: _configuration, ...settings } = options;
  return startEmbeddedBroker(settings);
}

async function startNatsServer(options: TestBrokerOptions): Promise<TestBroker> {
  if (natsServerBinary === undefined) throw new Error('no nats-server: set NATS_SERVER_BIN');
  const folder = await mkdtemp(join(tmpdir(), 'dogwatch-nats-'));
  const file = join(folder, 'server.conf');
  await writeFile(file, printConfiguration(options, folder));
  const child = spawn(natsServerBinary, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  let port: number;
  try {
    port = await readPort(child);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function printConfiguration(options: TestBrokerOptions, folder: string): string {
  const { user, password, token, authTimeoutMillis } = options;
  const settings: Record<string, string | number | undefined> = {
    listen: JSON.stringify(`127.0.0.1:${options.port ?? -1}`),
    max_payload: options.maxPayloadBytes,
    max_control_line: options.maxControlLineBytes,
    max_pending: options.maxPendingBytes,
    ping_interval: options.pingIntervalMillis === undefined ? undefined : `"${options.pingIntervalMillis}ms"`,
    ping_max: options.maxPingsOut,
  };
  const timeout = authTimeoutMillis === undefined ? '' : `, timeout: ${authTimeoutMillis / 1000}`;
  const lines = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  if (token !== undefined) lines.push(`authorization { token: "${token}"${timeout} }`);
  if (user !== undefined) lines.push(`authorization { user: "${user}", password: "${password ?? ''}"${timeout} }`);
  if (options.jetstream === true) lines.push(`jetstream { store_dir: "${join(folder, 'store')}" }`);
  return [...lines, options.configuration ?? ''].join('\n');
}

async function readPort(child: ChildProcess): Promise<number> {
  if (child.stderr === null) throw new Error('nats-server has no stderr');
  const seen: string[] = [];
  const lines = createInterface({ input: child.stderr });
  let port: number | undefined;
  for await (const line of lines) {
    seen.push(line);
    port ??= Number(/client connections on 127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? Number.NaN) || undefined;
    if (line.includes('Server is ready')) break;
  }
  child.stderr.resume();
  if (port === undefined) throw new Error(`nats-server did not start:\n${seen.join('\n')}`);
  return port;
}
