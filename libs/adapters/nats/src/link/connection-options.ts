import type { ConnectionOptions } from '@nats-io/transport-node';
import { createAuthenticator } from './authenticator.js';
import type { NatsOptions } from './nats-options.js';
import { parseServerList, type ServerAddress } from './server-list.js';

/** Everything the official client needs, and how we wait for it. */
export interface ConnectionSettings {
  readonly servers: readonly ServerAddress[];
  readonly connection: ConnectionOptions;
  readonly reconnectMillis: number;
  readonly connectTimeoutMillis: number;
  readonly isHandshakeFirst: boolean;
}

/** Turns our options into the client's. Throws when they are contradictory or malformed. */
export function toConnectionSettings(options: NatsOptions): ConnectionSettings {
  const { reconnectMillis = 500, connectTimeoutMillis = 5000 } = options;
  const list = parseServerList(options.servers);
  const authenticator = createAuthenticator({ ...list.credentials, ...options }, options.log);
  const tls = options.tls ?? (list.isTls ? {} : undefined);
  if (tls?.certFile !== undefined && tls.keyFile === undefined) throw new Error('NATS TLS: certFile needs keyFile');
  return {
    servers: list.servers,
    connection: {
      servers: list.servers.map(({ address }) => address),
      name: options.name,
      inboxPrefix: options.inboxPrefix,
      authenticator,
      tls,
      timeout: connectTimeoutMillis,
      ...neverGiveUp(reconnectMillis),
    },
    reconnectMillis,
    connectTimeoutMillis,
    isHandshakeFirst: tls?.handshakeFirst === true,
  };
}

function neverGiveUp(reconnectMillis: number): ConnectionOptions {
  return {
    // the first connection is ours to wait for (see connection-keeper.ts); after it the client never gives up
    waitOnFirstConnect: false,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: reconnectMillis,
    reconnectJitter: reconnectMillis,
    reconnectJitterTLS: reconnectMillis,
    pingInterval: 20_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}
