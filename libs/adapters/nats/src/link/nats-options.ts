import type { Logger } from '@dogwatch/telemetry';

/** Files of the TLS session; each is read again for every new connection, so that certificates can be renewed in place. */
export interface NatsTlsOptions {
  /** PEM of the authorities that signed the server's certificate; default: those of Node. */
  readonly caFile?: string;
  /** PEM of the client certificate, with `keyFile`. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The server speaks TLS from the first byte instead of after its INFO. */
  readonly handshakeFirst?: boolean;
}

/** At most one way to log in: user and password, token, creds file or nkey seed file. Files are read again for every new connection. */
export interface NatsCredentialOptions {
  readonly user?: string;
  readonly password?: string;
  readonly passwordFile?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  /** File with a user JWT and its nkey seed, as made by nsc. */
  readonly credsFile?: string;
  /** File with an nkey seed (`SU...`). */
  readonly nkeyFile?: string;
}

/** How to reach NATS. */
export interface NatsOptions extends NatsCredentialOptions {
  /**
   * `nats://host:port` or `tls://host:port`, one or several (a list, or text with commas). A user and password, or a token, in
   * the URL count as `user`, `password` and `token`.
   */
  readonly servers: string | readonly string[];
  /** Shown by the server's monitoring; the app and the pod. */
  readonly name: string;
  /** First token of every subject, `[a-z0-9-]+`; default `dogwatch`. */
  readonly root?: string;
  /** Where replies arrive; default `_INBOX`. Give each user its own to keep replies private. */
  readonly inboxPrefix?: string;
  readonly tls?: NatsTlsOptions;
  readonly log: Logger;
  /** Bytes of messages that wait while the server is away or slow; default 8 MiB. */
  readonly bufferBytes?: number;
  /** Wait between two attempts to connect, plus as much again at random; default 500. */
  readonly reconnectMillis?: number;
  /** Bound of one attempt to connect; default 5000. */
  readonly connectTimeoutMillis?: number;
  /** Bound of `stop()`; default 5000. */
  readonly drainMillis?: number;
}
