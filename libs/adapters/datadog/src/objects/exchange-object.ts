import { parseRateLimit, type RateLimit } from '@dogwatch/scaling';
import { type Dispatcher, request } from 'undici';
import type { DatadogEndpoint } from '../endpoint.js';
import type { Connections } from '../proxy.js';
import { readBody } from '../read-body.js';
import type { DatadogObjectsOptions, ObjectAnswer, ObjectCall } from './datadog-objects.js';

/** How one HTTP attempt ended. */
export interface Exchanged {
  readonly answer: ObjectAnswer;
  readonly rateLimit: RateLimit;
  /** Name of the limit that the call counts against. */
  readonly limitName?: string;
}

/** What an attempt needs beside the call. */
export interface Exchange {
  readonly endpoint: DatadogEndpoint;
  readonly connections: Connections;
  readonly signal: AbortSignal;
  readonly timeoutMillis: number;
  readonly options: Pick<DatadogObjectsOptions, 'scrubber' | 'userAgent'>;
}

const maxBodyBytes = 64 * 1024 * 1024;

/** Makes one HTTP attempt. Never throws. */
export async function exchangeObject(call: ObjectCall, exchange: Exchange): Promise<Exchanged> {
  const { apiKey, appKey } = exchange.endpoint;
  if (!isHeaderText(apiKey) || !isHeaderText(appKey)) return { answer: unusableKeys, rateLimit: {} };
  const timeout = AbortSignal.timeout(exchange.timeoutMillis);
  try {
    return await attempt(call, exchange, AbortSignal.any([exchange.signal, timeout]));
  } catch (error) {
    const why = timeout.aborted ? `no whole answer within ${exchange.timeoutMillis / 1000} s` : describe(error);
    return { answer: { status: 0, body: exchange.options.scrubber.scrub(why) }, rateLimit: {} };
  }
}

function isHeaderText(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

const unusableKeys: ObjectAnswer = {
  status: 401,
  body: { errors: ['the API key or the application key holds blanks or other characters that no key has'] },
};

async function attempt(call: ObjectCall, { endpoint, connections, options }: Exchange, signal: AbortSignal) {
  const url = new URL(`${endpoint.baseUrl.replace(/\/+$/, '')}${call.path}`);
  const { statusCode, headers, body } = await request(url, {
    method: call.method,
    dispatcher: connections.for(url),
    signal,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': options.userAgent,
      'dd-api-key': endpoint.apiKey,
      'dd-application-key': endpoint.appKey,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const read = await readBody(body, first(headers['content-encoding']), maxBodyBytes);
  if (!read.ok) throw new Error(`the answer is larger than ${maxBodyBytes} bytes`);
  const isSuccess = statusCode >= 200 && statusCode < 300;
  // what went well is large, and holds no key
  const text = isSuccess ? read.text : options.scrubber.scrub(read.text);
  return toExchanged({ statusCode, headers, body: parseJson(text) });
}

type Answered = Pick<Dispatcher.ResponseData, 'headers' | 'statusCode'> & { readonly body: unknown };

function toExchanged({ statusCode, headers, body }: Answered): Exchanged {
  const rateLimit = parseRateLimit((name) => first(headers[name]));
  const limitName = first(headers['x-ratelimit-name']);
  const wait = statusCode === 429 ? (rateLimit.retryAfterSeconds ?? rateLimit.resetSeconds) : undefined;
  return {
    answer: { status: statusCode, body, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) },
    rateLimit,
    ...(limitName === undefined || limitName === '' ? {} : { limitName }),
  };
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 300);
  }
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
