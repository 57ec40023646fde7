import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AcceptLogs } from '../intake/accept-logs.js';
import type { CheckApiKey } from '../intake/api-keys.js';
import { type ReadLogs, readLogs } from '../intake/read-logs.js';
import { readOtlpLogs, toOtlpForm } from '../otlp/read-otlp-logs.js';
import { type LogReason, type LogRefusal, refuseLogs } from '../reasons.js';
import { createDecompressor, type Decompress } from './decompress.js';
import { answerRefusal, type LogAnswer } from './log-answer.js';
import { type BodyBudget, readBody } from './read-body.js';
import { findRoute, type IntakeRoute } from './routes.js';

/** Answers one request of the intake. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** What the intake tells of a request that has been answered. */
export interface RequestOutcome {
  readonly path: string;
  readonly status: number;
  /** Of the body, decompressed. */
  readonly bytes: number;
  /** Logs that were accepted. */
  readonly logs: number;
  readonly reason: LogReason | undefined;
  readonly isCut: boolean;
}

/** What the responder is made of. */
export interface ResponderOptions {
  readonly accept: AcceptLogs;
  readonly checkKey: CheckApiKey;
  /** Bytes of requests that may be in memory at once. */
  readonly maxBufferedBytes: number;
  readonly nowMillis: () => number;
  readonly onAnswered: (outcome: RequestOutcome) => void;
  /** Runs the work of a request inside a span that continues the client's trace; absent while nothing is traced. */
  readonly inSpan?: <T extends { readonly status: number }>(
    request: IncomingMessage,
    path: string,
    work: () => Promise<T>,
  ) => Promise<T>;
}

interface Handled extends RequestOutcome {
  readonly answer: LogAnswer;
}

/** Serves the logs intake without a router in between: senders of logs are many, and all they ask for is this. */
export function createResponder(options: ResponderOptions): Respond {
  const budget: BodyBudget = { maxBytes: options.maxBufferedBytes, heldBytes: 0 };
  const decompress = createDecompressor();
  return (request, response) => {
    const otlpForm = toOtlpForm(request.headers['content-type']);
    const route = findRoute(request.url ?? '/', request.headers, otlpForm);
    if (route === undefined) return send(response, notFound);
    if (request.method !== 'POST') return send(response, { ...route.form.error(405, onlyPost) });
    void respond(request, response, { route, budget, decompress, options });
  };
}

const onlyPost = refuseLogs('BadBody', 'only POST is answered here');
const notFound: LogAnswer = { status: 404, body: '{"errors":["Not Found"]}', contentType: 'application/json' };

interface Exchange {
  readonly route: IntakeRoute;
  readonly budget: BodyBudget;
  readonly decompress: Decompress;
  readonly options: ResponderOptions;
}

async function respond(request: IncomingMessage, response: ServerResponse, exchange: Exchange): Promise<void> {
  const { options, route } = exchange;
  const work = (): Promise<Handled | Gone> => handle(request, exchange);
  const handled = await (options.inSpan?.(request, route.path, work) ?? work());
  if (!('answer' in handled)) return;
  const { answer, ...outcome } = handled;
  options.onAnswered(outcome);
  // whatever of the body is still on its way is thrown away
  request.resume();
  send(response, answer);
}

/** The client went away before its body had come. */
interface Gone {
  readonly status: 0;
}

async function handle(request: IncomingMessage, exchange: Exchange): Promise<Handled | Gone> {
  const { route, budget, options } = exchange;
  const key = options.checkKey(route.apiKey);
  if (!key.ok) return toHandled(exchange, key, 0);
  const body = await readBody(request, budget);
  if (body === undefined) return { status: 0 };
  if (!body.ok) return toHandled(exchange, body, 0);
  try {
    return await handleBody(request, body.bytes, exchange);
  } finally {
    budget.heldBytes -= body.bytes.length;
  }
}

async function handleBody(request: IncomingMessage, sent: Buffer, exchange: Exchange): Promise<Handled> {
  const { budget } = exchange;
  const body = await exchange.decompress(sent, request.headers['content-encoding'] ?? '');
  if (!body.ok) return toHandled(exchange, body, sent.length);
  const { length: bytes } = body.bytes;
  if (budget.heldBytes + bytes > budget.maxBytes) return toHandled(exchange, tooBusy, bytes);
  budget.heldBytes += bytes;
  try {
    return await handleText(request, body.bytes, exchange);
  } finally {
    budget.heldBytes -= bytes;
  }
}

const tooBusy = refuseLogs('Busy', 'too many requests are in memory', 1);

async function handleText(request: IncomingMessage, text: Buffer, exchange: Exchange): Promise<Handled> {
  const { length: bytes } = text;
  try {
    const read = readRequest(request, text, exchange);
    return read.ok ? await acceptRead(read, bytes, exchange) : toHandled(exchange, read, bytes);
  } catch (error) {
    // whatever a sender comes up with, it gets an answer and the others go on
    const message = error instanceof Error ? error.message : String(error);
    return toHandled(exchange, refuseLogs('ProcessingFailed', message), bytes);
  }
}

async function acceptRead(
  { batch, isCut }: Exclude<ReadLogs, LogRefusal>,
  bytes: number,
  exchange: Exchange,
): Promise<Handled> {
  const { options, route } = exchange;
  const accepted = batch.count === 0 ? { ok: true as const } : await options.accept(batch);
  if (!accepted.ok) return toHandled(exchange, accepted, bytes);
  const answer = route.form.success;
  return { answer, path: route.path, status: answer.status, bytes, logs: batch.count, reason: undefined, isCut };
}

function readRequest(request: IncomingMessage, bytes: Buffer, { route, options }: Exchange): ReadLogs {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  const contentType = type.trim().toLowerCase();
  const facts = { contentType, defaults: route.defaults, receivedAtMillis: options.nowMillis() };
  return route.kind === 'otlp' ? readOtlpLogs(bytes, facts) : readLogs(bytes.toString('utf8'), facts);
}

function toHandled({ route }: Exchange, refusal: LogRefusal, bytes: number): Handled {
  const answer = answerRefusal(route.form, refusal);
  return { answer, path: route.path, status: answer.status, bytes, logs: 0, reason: refusal.reason, isCut: false };
}

function send(response: ServerResponse, { status, body, contentType, retryAfterSeconds }: LogAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(body);
}
