import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { freePort } from './free-port.js';
import type { ManagedProcess } from './managed-process.js';
import { startProcess } from './managed-process.js';
import { waitUntil } from './wait-until.js';

/** A user of the server; without permissions it may do everything. */
export interface NatsUser {
  readonly user: string;
  readonly password: string;
  readonly permissions?: { readonly publish?: readonly string[]; readonly subscribe?: readonly string[] };
}

/** How to start a nats-server. */
export interface NatsServerOptions {
  readonly jetstream?: boolean;
  /** Without users nobody has to log in. */
  readonly users?: readonly NatsUser[];
  /** A free one by default. */
  readonly port?: number;
  /** Paths of PEM files; with `ca`, clients need a certificate of that authority. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly ca?: string };
  readonly maxPayloadBytes?: number;
  /** Keep it when this process ends. */
  readonly survives?: boolean;
  /** Hears what takes long. */
  readonly tell?: (line: string) => void;
}

/** A real nats-server on 127.0.0.1. */
export interface NatsServer {
  /** `nats://127.0.0.1:PORT`, without a user. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logPath: string;
  /** Kills it as a crash would; its port stays reserved for `start`. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  /** Kills it and removes its data and log. */
  stop(): Promise<void>;
}

const configName = 'nats-server.conf';

function toConfig(options: NatsServerOptions, port: number, folder: string): object {
  const { users, tls, maxPayloadBytes } = options;
  return {
    listen: `127.0.0.1:${port}`,
    ...(options.jetstream === true ? { jetstream: { store_dir: join(folder, 'jetstream') } } : {}),
    ...(users === undefined ? {} : { authorization: { users } }),
    ...(maxPayloadBytes === undefined ? {} : { max_payload: maxPayloadBytes }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            cert_file: tls.certificate,
            key_file: tls.key,
            ...(tls.ca === undefined ? {} : { ca_file: tls.ca, verify: true }),
          },
        }),
  };
}

/** Whether a NATS server greets on that port: it speaks first, before any TLS. */
async function isGreeting(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
  socket.once('data', (data) => resolve(data.toString().startsWith('INFO ')));
  socket.once('error', () => resolve(false));
  socket.once('timeout', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function launch(binary: string, folder: string, port: number, survives: boolean): Promise<ManagedProcess> {
  const server = await startProcess(binary, ['-c', join(folder, configName)], { folder, survives });
  const limits = { limitMillis: 15_000, problem: server.problem };
  try {
    await waitUntil(`nats-server to listen (log: ${server.logPath})`, async () => isGreeting(port), limits);
    return server;
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** Starts a nats-server and waits until it accepts clients. If that fails, the log stays where the error says. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const [binary = ''] = await findBinaries(['nats-server'], { tell: options.tell });
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-nats-server-'));
  const port = options.port ?? (await freePort());
  writeFileSync(join(folder, configName), JSON.stringify(toConfig(options, port, folder)), { mode: 0o600 });
  const start = async () => launch(binary, folder, port, options.survives ?? false);
  let server: ManagedProcess | undefined = await start();
  const { logPath } = server;
  const kill = async (): Promise<void> => {
    const killed = server;
    server = undefined;
    await killed?.kill();
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    get pid() {
      return server?.pid ?? 0;
    },
    logPath,
    kill,
    start: async () => {
      if (server !== undefined) throw new Error('nats-server runs already');
      server = await start();
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
