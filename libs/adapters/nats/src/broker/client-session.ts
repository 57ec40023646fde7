import type { Socket } from 'node:net';
import { type BrokerCredentials, type ConnectOptions, isAuthorized, isAuthRequired } from './authorize.js';
import { createOutgoing } from './outgoing.js';
import { createProtocolParser, type ProtocolLimits } from './protocol-parser.js';
import type { ClientCommand, PublishCommand } from './read-command.js';
import type { Router, Subscriber, Subscription } from './router.js';
import { isSubscribable } from './subject-index.js';

/** The bounds the broker keeps with each client, and who may connect. */
export interface SessionOptions extends BrokerCredentials, ProtocolLimits {
  /** A client that lets more than this wait to be read is cut off. */
  readonly maxPendingBytes: number;
  /** A client that has not logged in by then is cut off. */
  readonly authTimeoutMillis: number;
  /** How often each client is asked whether it is alive. */
  readonly pingIntervalMillis: number;
  /** So many questions may be open. */
  readonly maxPingsOut: number;
}

/** What a session shares with its broker. */
export interface SessionContext {
  readonly options: SessionOptions;
  readonly router: Router;
  /** Remembers that this session has something to flush after the present chunk. */
  readonly markDirty: (session: ClientSession) => void;
  /** Says why a client was cut off. */
  readonly report: (problem: string) => void;
}

/** One connected client. */
export interface ClientSession {
  flush(): void;
  /** Cuts the connection. */
  destroy(): void;
}

const crlf = Buffer.from('\r\n');
const pong = Buffer.from('PONG\r\n');
const ping = Buffer.from('PING\r\n');
const okLine = Buffer.from('+OK\r\n');

/** Serves one client until its socket closes; `info` is sent first. */
export function startClientSession(socket: Socket, info: object, context: SessionContext): ClientSession {
  const session = new Session(socket, context);
  session.greet(info);
  return session;
}

// owns the socket and the timers of one client
class Session implements ClientSession, Subscriber {
  echo = true;
  noResponders = false;
  // as nats-server: a client is answered +OK until its CONNECT says otherwise
  private verbose = true;
  private headers = false;
  private authorized: boolean;
  private closed = false;
  private pingsOut = 0;
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly outgoing;
  private readonly pingTimer: NodeJS.Timeout;
  private readonly authTimer: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly context: SessionContext,
  ) {
    const { options } = context;
    this.authorized = !isAuthRequired(options);
    this.outgoing = createOutgoing(socket, options.maxPendingBytes);
    this.pingTimer = setInterval(() => this.checkAlive(), options.pingIntervalMillis);
    this.authTimer = setTimeout(() => {
      if (!this.authorized) this.refuse('Authentication Timeout');
    }, options.authTimeoutMillis);
    const parser = createProtocolParser(options, (command) => this.handle(command));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const problem = this.closed ? undefined : parser.push(chunk);
      if (problem !== undefined) this.refuse(problem);
    });
    // a client that vanishes is no news; 'close' follows and tidies up
    socket.on('error', () => {});
    socket.on('close', () => this.release());
  }

  greet(info: object): void {
    this.write(Buffer.from(`INFO ${JSON.stringify(info)}\r\n`));
    this.flush();
  }

  send(subscription: Subscription, message: PublishCommand): void {
    const { subject, reply, headerBytes, payload } = message;
    if (subscription.delivered === subscription.max) this.subscriptions.delete(subscription.sid);
    const target = `${subject} ${subscription.sid} ${reply === undefined ? '' : `${reply} `}`;
    const hasHeaders = headerBytes > 0 && this.headers;
    const body = hasHeaders ? payload : payload.subarray(headerBytes);
    const line = hasHeaders ? `HMSG ${target}${headerBytes} ${body.length}\r\n` : `MSG ${target}${body.length}\r\n`;
    this.write(Buffer.from(line, 'latin1'), body, crlf);
  }

  flush(): void {
    this.outgoing.flush();
  }

  destroy(): void {
    this.closed = true;
    this.socket.destroy();
  }

  private write(...chunks: readonly Buffer[]): void {
    if (this.closed) return;
    if (this.outgoing.add(...chunks)) {
      this.context.markDirty(this);
      return;
    }
    this.context.report('Slow Consumer');
    this.destroy();
  }

  private refuse(problem: string): void {
    this.context.report(problem);
    this.write(Buffer.from(`-ERR '${problem}'\r\n`));
    this.flush();
    this.closed = true;
    this.socket.destroySoon();
  }

  private release(): void {
    this.closed = true;
    clearInterval(this.pingTimer);
    clearTimeout(this.authTimer);
    for (const subscription of this.subscriptions.values()) this.context.router.unsubscribe(subscription);
    this.subscriptions.clear();
  }

  private checkAlive(): void {
    if (this.pingsOut >= this.context.options.maxPingsOut) {
      this.refuse('Stale Connection');
      return;
    }
    this.pingsOut += 1;
    this.write(ping);
    this.flush();
  }

  private handle(command: ClientCommand): string | undefined {
    if (!this.authorized && command.op !== 'CONNECT') return 'Authorization Violation';
    switch (command.op) {
      case 'CONNECT':
        return this.connect(command.json);
      case 'PUB':
        return this.publish(command);
      case 'SUB':
        return this.subscribe(command);
      case 'UNSUB':
        return this.unsubscribe(command.sid, command.max);
      case 'PING':
        this.write(pong);
        return undefined;
      default:
        this.pingsOut = 0;
        return undefined;
    }
  }

  private connect(json: string): string | undefined {
    const options = parseConnect(json);
    if (options === undefined) return 'Parser Error';
    if (!isAuthorized(this.context.options, options)) return 'Authorization Violation';
    this.authorized = true;
    clearTimeout(this.authTimer);
    this.verbose = options.verbose === true;
    this.echo = options.echo !== false;
    this.headers = options.headers === true;
    this.noResponders = options.no_responders === true;
    if (this.noResponders && !this.headers) return 'no responders requires headers support';
    return this.acknowledge();
  }

  private publish(command: PublishCommand): string | undefined {
    if (command.headerBytes > 0 && !this.headers) return 'message headers not supported';
    this.context.router.publish(command, this);
    return this.acknowledge();
  }

  private subscribe({ subject, queue, sid }: Extract<ClientCommand, { op: 'SUB' }>): string | undefined {
    if (!isSubscribable(subject)) {
      this.write(Buffer.from("-ERR 'Invalid Subject'\r\n"));
      return undefined;
    }
    if (!this.subscriptions.has(sid)) {
      const subscription: Subscription = { subscriber: this, sid, subject, queue, max: 0, delivered: 0 };
      this.subscriptions.set(sid, subscription);
      this.context.router.subscribe(subscription);
    }
    return this.acknowledge();
  }

  private unsubscribe(sid: string, max: number): string | undefined {
    const subscription = this.subscriptions.get(sid);
    if (subscription !== undefined) {
      subscription.max = max;
      if (max <= subscription.delivered) {
        this.subscriptions.delete(sid);
        this.context.router.unsubscribe(subscription);
      }
    }
    return this.acknowledge();
  }

  private acknowledge(): undefined {
    if (this.verbose) this.write(okLine);
  }
}

function parseConnect(json: string): ConnectOptions | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
