import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseSyslog } from '@dogwatch/logs';
import type { AcceptLogs } from '../intake/accept-logs.js';
import type { CheckApiKey } from '../intake/api-keys.js';
import { maxLogBytes } from '../intake/limits.js';
import type { LogReason } from '../reasons.js';
import { createLineSplitter, type LineSplitter } from './line-splitter.js';

/** A TCP intake. */
export interface LineListener {
  readonly port: number;
  /** Takes no further lines and waits for those that were taken. */
  stop(): Promise<void>;
}

/** How to listen. */
export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly accept: AcceptLogs;
  readonly checkKey: CheckApiKey;
  readonly maxConnections: number;
  /** Bytes of lines that have not ended yet, of all connections; one that would hold more is closed. */
  readonly maxHeldBytes: number;
  /** A connection that is silent for longer is closed. */
  readonly idleMillis: number;
  readonly nowMillis: () => number;
  readonly onLines: (count: number) => void;
  /** Told of lines that nobody can be told about: the protocol has no answers. */
  readonly onRefused: (reason: LogReason, message: string, count: number) => void;
}

const maxLinesOfBatch = 1000;
const pauseMillis = 1000;

/**
 * Takes logs line by line, as `<API_KEY> payload`; where no keys are configured the key may be missing. A payload of
 * syslog becomes the log that its header tells, any other is a text. A connection is not read while its lines are on their way to safety, so that a slow queue slows its senders.
 */
export async function listenForLines(options: ListenOptions): Promise<LineListener> {
  const stopping = new AbortController();
  const working = new Set<Promise<void>>();
  const hold = createHold(options.maxHeldBytes);
  const server = createServer((socket) => {
    const work = readSocket(socket, { options, hold }, stopping.signal).finally(() => working.delete(work));
    working.add(work);
  });
  server.maxConnections = options.maxConnections;
  await listening(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async stop() {
      stopping.abort();
      server.close();
      await Promise.all(working);
    },
  };
}

async function listening(server: Server, { port, host }: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error) =>
    reject(new Error(`port ${port} (DD_LOG_PREPROCESSOR_TCP_PORT) cannot be opened: ${error.message}`)),
  );
  server.listen(port, host, resolve);
  await promise;
}

/** Counts what connections hold, each by its splitter; says whether that is as much as they may together. */
type Hold = (splitter: LineSplitter, isOver: boolean) => { readonly fits: boolean };

function createHold(maxBytes: number): Hold {
  const held = new Map<LineSplitter, number>();
  let total = 0;
  return (splitter, isOver) => {
    const bytes = isOver ? 0 : splitter.heldBytes;
    total += bytes - (held.get(splitter) ?? 0);
    if (bytes === 0) held.delete(splitter);
    else held.set(splitter, bytes);
    return { fits: total <= maxBytes };
  };
}

interface Reading {
  readonly options: ListenOptions;
  readonly hold: Hold;
}

/** Reads a connection to its end. Never rejects. */
async function readSocket(socket: Socket, { options, hold }: Reading, signal: AbortSignal): Promise<void> {
  const splitter = createLineSplitter(maxLogBytes);
  const close = (): void => void socket.destroy();
  socket.setTimeout(options.idleMillis, close);
  signal.addEventListener('abort', close, { once: true });
  try {
    // a stream that is iterated is not read further until the turn is over
    for await (const chunk of socket.iterator({ destroyOnReturn: true })) {
      const lines = splitter.push(toBuffer(chunk));
      const { fits } = hold(splitter, false);
      await takeLines(lines, options, signal);
      if (!fits) return options.onRefused('Busy', 'too many lines that do not end are in memory', 1);
    }
    await takeLines(splitter.end(), options, signal);
  } catch {
    // the connection broke; whole lines before that are safe
  } finally {
    hold(splitter, true);
    signal.removeEventListener('abort', close);
  }
}

function toBuffer(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

async function takeLines(lines: readonly string[], options: ListenOptions, signal: AbortSignal): Promise<void> {
  const payloads = lines.flatMap((line) => toPayload(line, options));
  for (let start = 0; start < payloads.length; start += maxLinesOfBatch)
    await takeBatch(payloads.slice(start, start + maxLinesOfBatch), options, signal);
}

/** Where no key is wanted, only what looks like one of Datadog's is taken for one. */
const likelyKey = /^([0-9a-zA-Z]{32,64}) +(.*)$/s;
const firstWord = /^(\S+) +(.*)$/s;

function toPayload(line: string, { checkKey, onRefused }: ListenOptions): string[] {
  const isKeyWanted = !checkKey(undefined).ok;
  const [, key, payload = line] = (isKeyWanted ? firstWord : likelyKey).exec(line) ?? [];
  const checked = checkKey(key);
  if (checked.ok) return [payload];
  onRefused(checked.reason, checked.message, 1);
  return [];
}

/** Tries until the lines are safe, or this listener stops. */
async function takeBatch(lines: readonly string[], options: ListenOptions, signal: AbortSignal): Promise<void> {
  const batch = {
    receivedAtMillis: options.nowMillis(),
    defaults: {},
    logsJson: JSON.stringify(lines.map((line) => parseSyslog(line) ?? line)),
    count: lines.length,
    service: '',
  };
  for (;;) {
    const accepted = await options.accept(batch);
    if (accepted.ok) return options.onLines(lines.length);
    const isWorthTrying = accepted.retryAfterSeconds !== undefined && !signal.aborted;
    if (!isWorthTrying) return options.onRefused(accepted.reason, accepted.message, lines.length);
    await delay(pauseMillis, undefined, { signal }).catch(() => {});
  }
}
