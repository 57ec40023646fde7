import type { Dispatcher } from 'undici';
import { Pool, ProxyAgent } from 'undici';
import type { ConnectionSettings, KubeConnection } from './kube-connection.js';

/** Connections that fit the settings of a moment. */
export interface Transport {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** What the server's URL has before `/api`; empty for most. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Keeps one pool for a connection and replaces it when certificates or the server change. */
export interface TransportSource {
  current(): Promise<Transport>;
  close(): Promise<void>;
}

const connectMillis = 5_000;
const keepAliveMillis = 30_000;
// Watches keep one connection each; calls queue for the rest.
const maxConnections = 64;

function createDispatcher({ server, tls, proxyUrl }: ConnectionSettings): Dispatcher {
  const connect = { ...tls, timeout: connectMillis, keepAlive: true, keepAliveInitialDelay: keepAliveMillis };
  const limits = {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMillis,
    // Every call has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  };
  return proxyUrl === undefined
    ? new Pool(new URL(server).origin, { ...limits, connect })
    : new ProxyAgent({ ...limits, uri: proxyUrl, requestTls: connect });
}

function toFingerprint({ server, proxyUrl, tls }: ConnectionSettings): string {
  const { ca, cert, key, ...rest } = tls;
  return JSON.stringify([server, proxyUrl, rest, ...[ca, cert, key].map((pem) => pem?.toString())]);
}

/** All pools that still have something to do. */
function createPools() {
  const open = new Set<Dispatcher>();
  return {
    add: (settings: ConnectionSettings): Dispatcher => {
      const dispatcher = createDispatcher(settings);
      open.add(dispatcher);
      return dispatcher;
    },
    // What runs on an old pool may end in peace.
    retire: (dispatcher: Dispatcher): void => {
      dispatcher
        .close()
        .catch(() => {})
        .finally(() => open.delete(dispatcher));
    },
    destroy: async (): Promise<void> => {
      await Promise.all([...open].map(async (dispatcher) => dispatcher.destroy()));
    },
  };
}

function toTransport(settings: ConnectionSettings, dispatcher: Dispatcher): Transport {
  const { origin, pathname } = new URL(settings.server);
  return { dispatcher, origin, prefix: pathname === '/' ? '' : pathname, headers: settings.headers };
}

/** The transports of a connection. `current` throws if its settings can't be read. */
export function createTransports(connection: KubeConnection): TransportSource {
  const pools = createPools();
  let last: { settings: ConnectionSettings; fingerprint: string; transport: Transport } | undefined;
  let isClosed = false;
  const adopt = (settings: ConnectionSettings): Transport => {
    const fingerprint = toFingerprint(settings);
    const kept = last?.fingerprint === fingerprint ? last.transport.dispatcher : undefined;
    if (kept === undefined && last !== undefined) pools.retire(last.transport.dispatcher);
    const transport = toTransport(settings, kept ?? pools.add(settings));
    last = { settings, fingerprint, transport };
    return transport;
  };
  return {
    current: async () => {
      const settings = await connection.settings();
      if (isClosed) throw new Error('the client is closed');
      return last?.settings === settings ? last.transport : adopt(settings);
    },
    close: async () => {
      isClosed = true;
      await pools.destroy();
    },
  };
}
