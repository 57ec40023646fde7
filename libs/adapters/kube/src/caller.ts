import { setTimeout as sleep } from 'node:timers/promises';
import { startCallSpan } from './call-span.js';
import { startDeadline } from './deadline.js';
import type { Deadline } from './deadline.js';
import type { CallOptions, KubeMethod, RawAnswer } from './kube-client.js';
import type { KubeConnection } from './kube-connection.js';
import type { KubeFailure, KubeResult } from './kube-result.js';
import { answerToFailure, localFailure } from './status-failure.js';
import type { Transport, TransportSource } from './transport.js';
import { createTransports } from './transport.js';

/** One request, ready to be sent. */
export interface CallRequest {
  readonly method: KubeMethod;
  /** Path and query, below the server's own path. */
  readonly path: string;
  readonly spanName: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests over one connection. */
export interface Caller {
  /** The whole body of a 2xx answer. Tries again with new credentials after a 401, and when a 429 says how long to wait. */
  exchange(request: CallRequest, options: CallOptions | undefined): Promise<KubeResult<string>>;
  /** Any answer, its body unread. */
  open(request: CallRequest, options: CallOptions | undefined): Promise<KubeResult<RawAnswer>>;
  close(): Promise<void>;
}

/** Settings of a caller that are the same for all its calls. */
export interface CallerOptions {
  readonly timeoutMillis: number;
  readonly userAgent: string;
}

const maxTries = 4;

function toMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Errors of several addresses tried at once have no text of their own.
  return error.message || ('code' in error ? String(error.code) : error.name);
}

function toFailure(error: unknown, request: CallRequest, server: string, deadline: Deadline): KubeFailure {
  const what = `${request.spanName} at ${server}`;
  if (deadline.cause() === 'Cancelled') return localFailure('Cancelled', `${what}: given up by the caller`);
  if (deadline.cause() === 'Timeout') return localFailure('Timeout', `${what}: no complete answer in time`);
  return localFailure('Unreachable', `${what}: ${toMessage(error)}`);
}

async function send(
  transport: Transport,
  request: CallRequest,
  headers: object,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const { statusCode, ...answer } = await transport.dispatcher.request({
    origin: transport.origin,
    method: request.method,
    path: `${transport.prefix}${request.path}`,
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...request.headers,
      ...transport.headers,
    },
    body: request.body ?? null,
    signal,
  });
  return { status: statusCode, headers: answer.headers, body: answer.body };
}

async function readText(body: RawAnswer['body']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function readAnswer(answer: RawAnswer): Promise<KubeResult<string>> {
  const content = await readText(answer.body);
  if (answer.status >= 200 && answer.status < 300) return { ok: true, value: content };
  const retryAfter = answer.headers['retry-after'];
  return answerToFailure(answer.status, content, typeof retryAfter === 'string' ? retryAfter : undefined);
}

interface Route {
  readonly connection: KubeConnection;
  readonly transports: TransportSource;
  readonly settings: CallerOptions;
}

/** What one call has on its way. */
interface Call {
  readonly deadline: Deadline;
  /** Sends the request once. */
  readonly attempt: () => Promise<KubeResult<RawAnswer>>;
}

/** Runs a call within its deadline and its span; the deadline is released if the call fails. */
async function runCall<T>(
  route: Route,
  request: CallRequest,
  options: CallOptions | undefined,
  work: (call: Call) => Promise<KubeResult<T>>,
): Promise<KubeResult<T>> {
  const { connection, transports, settings } = route;
  const deadline = startDeadline(options?.timeoutMillis ?? settings.timeoutMillis, options?.signal);
  const span = startCallSpan(request.spanName, request.method, new URL(connection.server));
  const headers = { 'user-agent': settings.userAgent, ...span.headers };
  let status: number | undefined;
  const attempt = async (): Promise<KubeResult<RawAnswer>> => {
    const transport = await transports.current().catch(toMessage);
    if (typeof transport === 'string') return localFailure('NoCredentials', `${request.spanName}: ${transport}`);
    const answer = await send(transport, request, headers, deadline.signal);
    status = answer.status;
    return { ok: true, value: answer };
  };
  const result = await work({ deadline, attempt }).catch((error: unknown) =>
    toFailure(error, request, connection.server, deadline),
  );
  span.end({ ...(status === undefined ? {} : { status }), ...(result.ok ? {} : { failure: result }) });
  if (!result.ok) deadline.release();
  return result;
}

/** How long to wait before the same request has a chance; undefined if it has none. */
function retryDelay(failure: KubeFailure, tries: number, connection: KubeConnection): number | undefined {
  if (failure.code === 401 && tries === 1) {
    connection.forget();
    return 0;
  }
  return failure.code === 429 && failure.retryAfterSeconds !== undefined ? failure.retryAfterSeconds * 1000 : undefined;
}

async function exchangeWithRetries(
  { attempt, deadline }: Call,
  connection: KubeConnection,
): Promise<KubeResult<string>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt();
    const result = answer.ok ? await readAnswer(answer.value) : answer;
    const delayMillis = result.ok || tries === maxTries ? undefined : retryDelay(result, tries, connection);
    if (delayMillis === undefined || delayMillis >= deadline.leftMillis()) {
      deadline.release();
      return result;
    }
    await sleep(delayMillis, undefined, { signal: deadline.signal });
  }
}

async function openOnce({ attempt, deadline }: Call): Promise<KubeResult<RawAnswer>> {
  const answer = await attempt();
  deadline.stopTimer();
  if (answer.ok) {
    const { body } = answer.value;
    body.once('close', deadline.release);
    // Whoever does not read the body any more must not be killed by what happens to it.
    body.on('error', () => {});
  }
  return answer;
}

/** A caller over `connection`. */
export function createCaller(connection: KubeConnection, settings: CallerOptions): Caller {
  const route: Route = { connection, settings, transports: createTransports(connection) };
  return {
    exchange: async (request, options) =>
      runCall(route, request, options, async (call) => exchangeWithRetries(call, connection)),
    open: async (request, options) => runCall(route, request, options, openOnce),
    close: async () => route.transports.close(),
  };
}
