import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { type Logger, silentLogger } from '@dogwatch/telemetry';
import { isAuthRequired } from './authorize.js';
import { type ClientSession, type SessionContext, type SessionOptions, startClientSession } from './client-session.js';
import { createRouter } from './router.js';

/** What may be set; every bound has the default of nats-server unless it says otherwise. */
export interface EmbeddedBrokerOptions extends Partial<SessionOptions> {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Loopback only: this broker is for demo and tests, and speaks no TLS. */
  readonly host?: '127.0.0.1';
  readonly log?: Logger;
}

/** A running broker. */
export interface EmbeddedBroker {
  /** `nats://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Cuts every client off and frees the port. */
  stop(): Promise<void>;
}

const defaults: SessionOptions = {
  maxControlLineBytes: 4096,
  maxPayloadBytes: 1_048_576,
  // nats-server allows 64 MiB; here everything runs in one small process
  maxPendingBytes: 16_777_216,
  authTimeoutMillis: 2000,
  pingIntervalMillis: 120_000,
  maxPingsOut: 2,
};

/** Starts a core NATS server (no JetStream, clusters, accounts or TLS) inside this process. Rejects when the port is taken. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const { port: wantedPort = 0, host = '127.0.0.1', log = silentLogger, ...given } = options;
  const settings: SessionOptions = { ...defaults, ...given };
  const sessions = new Set<ClientSession>();
  const context = createSessionContext(settings, log);
  const serverId = `DOGWATCH${randomUUID().replaceAll('-', '').toUpperCase()}`;
  let clients = 0;
  const server = createServer((socket) => {
    clients += 1;
    const info = { ...describeServer(serverId, settings), host, port: toPort(server), client_id: clients };
    const session = startClientSession(socket, info, context);
    sessions.add(session);
    socket.once('close', () => sessions.delete(session));
  });
  await listen(server, wantedPort, host);
  const port = toPort(server);
  return {
    url: `nats://${host}:${port}`,
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

function createSessionContext(options: SessionOptions, log: Logger): SessionContext {
  let dirty = new Set<ClientSession>();
  const flushAll = (): void => {
    const flushed = dirty;
    dirty = new Set();
    for (const session of flushed) session.flush();
  };
  return {
    options,
    router: createRouter(),
    markDirty(session) {
      // after the whole chunk is handled, so that all its messages to one client are one write
      if (dirty.size === 0) queueMicrotask(flushAll);
      dirty.add(session);
    },
    report: (problem) => log.warn({ problem }, `The embedded NATS broker cut a client off: ${problem}`),
  };
}

function describeServer(serverId: string, settings: SessionOptions): object {
  return {
    server_id: serverId,
    server_name: 'dogwatch-embedded',
    version: '2.10.0',
    go: 'none',
    proto: 1,
    headers: true,
    max_payload: settings.maxPayloadBytes,
    ...(isAuthRequired(settings) ? { auth_required: true } : {}),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function toPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the embedded NATS broker is not listening');
  return address.port;
}
