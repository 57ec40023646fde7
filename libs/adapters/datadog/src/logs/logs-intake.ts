import type { Scrubber } from '@dogwatch/telemetry';
import { type Link, type Span, SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import { request } from 'undici';
import { type Connections, createConnections, type ProxySettings } from '../proxy.js';
import { readBody } from '../read-body.js';
import { compressBody, type LogsCompression } from './compress-body.js';

/** Logs of one request, each as the JSON of an item. */
export interface LogsToSend {
  readonly items: readonly string[];
  /** Where further logs of the request come from, when the active span is not the cause of all. */
  readonly links?: readonly Link[];
  readonly signal: AbortSignal;
}

/** How the intake answered. Never holds a key. */
export type SentLogs =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `TooLarge`: send less at once. `Refused`: never send this again. `KeyRefused`, `Later`: try again. */
      readonly reason: 'KeyRefused' | 'Later' | 'Refused' | 'TooLarge';
      readonly message: string;
      /** Absent when there was no answer. */
      readonly httpStatus?: number;
      readonly retryAfterSeconds?: number;
    };

/** A client of Datadog's logs intake. */
export interface LogsIntake {
  /** Sends logs once. Never throws, never tries again by itself. */
  send(logs: LogsToSend): Promise<SentLogs>;
  /** Calls under way fail. */
  close(): Promise<void>;
}

/** How to reach an intake. */
export interface LogsIntakeOptions {
  /** Such as `https://http-intake.logs.datadoghq.com`. */
  readonly url: string;
  /** Asked at each request, so that keys may change. */
  readonly apiKey: () => string | undefined;
  readonly compression: LogsCompression;
  readonly proxy: ProxySettings;
  readonly userAgent: string;
  readonly scrubber: Scrubber;
  readonly timeoutMillis?: number;
  /** Send the trace context along; default false. */
  readonly propagateTrace?: boolean;
  readonly maxConnections?: number;
}

const path = '/api/v2/logs';
const maxAnswerBytes = 65_536;

/** Makes a client; throws when the URL or the proxy is none. */
export function createLogsIntake(options: LogsIntakeOptions): LogsIntake {
  const url = new URL(`${options.url.replace(/\/+$/, '')}${path}`);
  const connections = createConnections(options.proxy, options.maxConnections ?? 8);
  return {
    send: (logs) => inSpan(url, logs, (headers) => attempt({ url, connections, options }, logs, headers)),
    close: () => connections.close(),
  };
}

interface Target {
  readonly url: URL;
  readonly connections: Connections;
  readonly options: LogsIntakeOptions;
}

async function attempt(
  { url, connections, options }: Target,
  { items, signal }: LogsToSend,
  traceHeaders: Readonly<Record<string, string>>,
): Promise<SentLogs> {
  const apiKey = options.apiKey();
  if (apiKey === undefined || !/^[\x21-\x7e]+$/.test(apiKey))
    return { ok: false, reason: 'KeyRefused', message: 'there is no usable API key; set DD_API_KEY' };
  const timeout = AbortSignal.timeout(options.timeoutMillis ?? 15_000);
  try {
    const body = await compressBody(printItems(items), options.compression);
    const answer = await request(url, {
      method: 'POST',
      dispatcher: connections.for(url),
      signal: AbortSignal.any([signal, timeout]),
      headers: {
        ...(options.propagateTrace === true ? traceHeaders : {}),
        'content-type': 'application/json',
        ...(body.encoding !== undefined && { 'content-encoding': body.encoding }),
        'dd-api-key': apiKey,
        'user-agent': options.userAgent,
      },
      body: body.bytes,
    });
    const read = await readBody(answer.body, undefined, maxAnswerBytes);
    const text = read.ok ? read.text.slice(0, 300) : '';
    return toSent(answer.statusCode, options.scrubber.scrub(text), first(answer.headers['retry-after']));
  } catch (error) {
    const why = timeout.aborted ? 'no whole answer in time' : error instanceof Error ? error.message : String(error);
    return { ok: false, reason: 'Later', message: options.scrubber.scrub(`${url.host} cannot be reached: ${why}`) };
  }
}

/** The JSON array of all items. Each goes straight into the bytes: a text of several megabytes in between would have to be copied, and collected. */
function printItems(items: readonly string[]): Buffer {
  const size = items.reduce((sum, item) => sum + Buffer.byteLength(item) + 1, 1);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const item of items) {
    bytes.write(at === 0 ? '[' : ',', at);
    at += 1 + bytes.write(item, at + 1);
  }
  bytes.write(']', at);
  return bytes;
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function toSent(httpStatus: number, text: string, retryAfter: string | undefined): SentLogs {
  if (httpStatus >= 200 && httpStatus < 300) return { ok: true };
  const message = `the intake answered ${httpStatus}${text === '' ? '' : `: ${text}`}`;
  const retryAfterSeconds = retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return {
    ok: false,
    reason: toReason(httpStatus),
    message,
    httpStatus,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function toReason(httpStatus: number): Exclude<SentLogs, { ok: true }>['reason'] {
  if (httpStatus === 413) return 'TooLarge';
  if (httpStatus === 401 || httpStatus === 403) return 'KeyRefused';
  return httpStatus === 408 || httpStatus === 429 || httpStatus < 400 || httpStatus >= 500 ? 'Later' : 'Refused';
}

async function inSpan(
  url: URL,
  { items, links = [] }: LogsToSend,
  work: (traceHeaders: Record<string, string>) => Promise<SentLogs>,
): Promise<SentLogs> {
  const attributes = {
    'http.request.method': 'POST',
    'url.path': path,
    'server.address': url.hostname,
    'datadog.logs': items.length,
  };
  const tracer = trace.getTracer('@dogwatch/datadog');
  const options = { kind: SpanKind.CLIENT, attributes, links: [...links] };
  return tracer.startActiveSpan(`POST ${path}`, options, async (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    const sent = await work(headers);
    recordEnd(span, sent);
    span.end();
    return sent;
  });
}

function recordEnd(span: Span, sent: SentLogs): void {
  if (sent.ok) return;
  if (sent.httpStatus !== undefined) span.setAttribute('http.response.status_code', sent.httpStatus);
  span.setAttribute('error.type', sent.reason);
  span.setStatus({ code: SpanStatusCode.ERROR, message: sent.message });
}
