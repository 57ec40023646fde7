import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@dogwatch/telemetry';
import { connect, type NatsConnection, type Status } from '@nats-io/transport-node';
import type { ConnectionSettings } from './connection-options.js';
import { describeProblem } from './describe-problem.js';
import type { NatsState } from './nats-link.js';
import { probeServer } from './probe-server.js';

/** Keeps one connection for the life of a process. */
export interface ConnectionKeeper {
  /** The latest connection, be it up or on its way back. */
  readonly connection: NatsConnection | undefined;
  /** The connection while a server is behind it. */
  usable(): NatsConnection | undefined;
  /** Resolves at the next moment there is a server, perhaps at once; rejects when stopped. */
  whenConnected(): Promise<NatsConnection>;
  state(): NatsState;
  onStateChange(listener: (state: NatsState) => void): () => void;
  /** Calls with the connection now, if there is one, and each time a server is reached again. */
  onConnection(listener: (connection: NatsConnection) => void): () => void;
  readonly stopped: AbortSignal;
  /** Stops trying, and closes. */
  stop(): Promise<void>;
}

/** Starts connecting in the background and never gives up until stopped. Each change and each new problem is logged once. */
export function keepConnected(settings: ConnectionSettings, log: Logger): ConnectionKeeper {
  return new Keeper(settings, log);
}

// owns the connection
class Keeper implements ConnectionKeeper {
  connection: NatsConnection | undefined;
  private current: NatsState = {
    connected: false,
    sinceMillis: Date.now(),
    server: undefined,
    reconnects: 0,
    lastError: 'not connected yet',
  };
  private readonly abort = new AbortController();
  private readonly stateListeners = new Set<(state: NatsState) => void>();
  private readonly connectionListeners = new Set<(connection: NatsConnection) => void>();
  private readonly logged = new Set<string>();
  private readonly running: Promise<void>;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly log: Logger,
  ) {
    this.running = this.run();
  }

  get stopped(): AbortSignal {
    return this.abort.signal;
  }

  usable(): NatsConnection | undefined {
    return this.current.connected && !this.abort.signal.aborted ? this.connection : undefined;
  }

  state(): NatsState {
    return this.current;
  }

  onStateChange(listener: (state: NatsState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  onConnection(listener: (connection: NatsConnection) => void): () => void {
    this.connectionListeners.add(listener);
    if (this.connection !== undefined) listener(this.connection);
    return () => this.connectionListeners.delete(listener);
  }

  whenConnected(): Promise<NatsConnection> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        const usable = this.usable();
        if (usable === undefined && !this.abort.signal.aborted) return;
        remove();
        this.abort.signal.removeEventListener('abort', settle);
        if (usable === undefined) reject(new Error('the NATS link was stopped before it was connected'));
        else resolve(usable);
      };
      const remove = this.onStateChange(settle);
      this.abort.signal.addEventListener('abort', settle);
      settle();
    });
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.connection?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      const problem = await this.attempt();
      if (this.abort.signal.aborted) return;
      this.current = { ...this.current, lastError: problem };
      this.logOnce(problem, { servers: this.settings.connection.servers, problem });
      const { reconnectMillis } = this.settings;
      await this.pause(reconnectMillis * (1 + Math.random()));
    }
  }

  /** Connects and stays until the connection is closed for good; says why there is none. */
  private async attempt(): Promise<string> {
    const unreachable = await this.probe();
    if (unreachable !== undefined) return unreachable;
    let connection: NatsConnection;
    try {
      connection = await connect(this.settings.connection);
    } catch (error) {
      return describeProblem(error);
    }
    const statuses = connection.status();
    this.connection = connection;
    if (this.abort.signal.aborted) await connection.close();
    else this.enter(connection.getServer(), false);
    for await (const status of statuses) this.note(status);
    const problem = 'the connection was closed';
    this.leave(problem);
    return problem;
  }

  /** Why none of the servers can be reached; undefined as soon as one can. */
  private async probe(): Promise<string | undefined> {
    if (this.settings.isHandshakeFirst) return undefined;
    const problems: string[] = [];
    for (const server of this.settings.servers) {
      const problem = await probeServer(server, this.settings.connectTimeoutMillis, this.abort.signal);
      if (problem === undefined) return undefined;
      problems.push(problem);
    }
    return problems.join('; ');
  }

  private note(status: Status): void {
    if (status.type === 'disconnect') this.leave('the connection was lost');
    if (status.type === 'reconnect') this.enter(status.server, true);
    if (status.type === 'error') {
      const problem = describeProblem(status.error);
      this.logOnce(problem, { server: this.current.server, problem });
    }
    if (status.type === 'ldm')
      this.log.info({ server: status.server }, 'The NATS server is about to shut down; moving to another one.');
  }

  private enter(server: string, isReconnect: boolean): void {
    const reconnects = this.current.reconnects + (isReconnect ? 1 : 0);
    this.logged.clear();
    this.log.info({ server, reconnects }, 'Connected to NATS.');
    this.change({ connected: true, sinceMillis: Date.now(), server, reconnects, lastError: undefined });
    for (const listener of this.connectionListeners) {
      if (this.connection !== undefined) this.call(listener, this.connection);
    }
  }

  private leave(problem: string): void {
    if (!this.current.connected) return;
    if (!this.abort.signal.aborted)
      this.log.warn(
        { server: this.current.server, problem },
        'The connection to NATS was lost; trying again until it is back.',
      );
    this.change({ ...this.current, connected: false, sinceMillis: Date.now(), lastError: problem });
  }

  private change(state: NatsState): void {
    this.current = state;
    for (const listener of this.stateListeners) this.call(listener, state);
  }

  private call<T>(listener: (value: T) => void, value: T): void {
    try {
      listener(value);
    } catch (error) {
      this.log.error({ error }, 'A listener of the NATS connection threw; this is a bug.');
    }
  }

  private logOnce(problem: string, fields: Readonly<Record<string, unknown>>): void {
    // bounded: a server that invents a new text each time is not worth more lines
    if (this.logged.has(problem) || this.logged.size >= 20) return;
    this.logged.add(problem);
    this.log.warn(fields, `NATS does not work as it should, trying again until it does: ${problem}`);
  }

  private async pause(millis: number): Promise<void> {
    await delay(millis, undefined, { signal: this.abort.signal }).catch(() => {});
  }
}
