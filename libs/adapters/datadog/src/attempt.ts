import {
  type Failure,
  failure,
  parseRateLimit,
  type RateLimit,
  toHttpFailure,
  toNetworkFailure,
} from '@dogwatch/scaling';
import type { Scrubber } from '@dogwatch/telemetry';
import { request } from 'undici';
import type { DatadogEndpoint } from './endpoint.js';
import type { Connections } from './proxy.js';
import { readBody } from './read-body.js';

/** What exactly went wrong below HTTP, when the reason alone does not tell. */
export type FailureDetail =
  | 'Aborted'
  | 'BodyTooLarge'
  | 'BudgetExhausted'
  | 'InvalidBody'
  | 'NoCredentials'
  | 'Timeout'
  | 'Unreachable';

/** A failure with what the caller can use of it. */
export interface CallFailure extends Failure {
  readonly detail?: FailureDetail;
  /** Absent when there was no answer at all. */
  readonly httpStatus?: number;
  readonly rateLimit?: RateLimit;
}

/** The end of one HTTP attempt; its texts hold no key. */
export type AttemptEnd =
  | { readonly ok: true; readonly httpStatus: number; readonly body: unknown; readonly rateLimit: RateLimit }
  | CallFailure;

/** What one HTTP attempt needs. */
export interface Attempt {
  readonly endpoint: DatadogEndpoint;
  readonly pathAndQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: Connections;
  readonly scrubber: Scrubber;
  readonly timeoutMillis: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal;
}

const maxErrorBodyBytes = 65_536;

/** Makes one GET with the keys of the endpoint. Never throws. */
export async function attemptQuery(attempt: Attempt): Promise<AttemptEnd> {
  const { apiKey, appKey } = attempt.endpoint;
  if (!isHeaderText(apiKey) || !isHeaderText(appKey)) return unusableKey;
  const timeout = AbortSignal.timeout(attempt.timeoutMillis);
  try {
    return scrubFailure(await exchange(attempt, AbortSignal.any([attempt.signal, timeout])), attempt.scrubber);
  } catch (error) {
    return scrubFailure(toCallFailure(error, attempt, timeout), attempt.scrubber);
  }
}

function isHeaderText(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

const unusableKey: CallFailure = failure(
  'CredentialsRefused',
  'the API key or the application key holds blanks, line breaks or other characters that no key has',
);

async function exchange(attempt: Attempt, signal: AbortSignal): Promise<AttemptEnd> {
  const { endpoint, pathAndQuery, connections } = attempt;
  const url = new URL(`${endpoint.baseUrl.replace(/\/+$/, '')}${pathAndQuery}`);
  const { statusCode, statusText, headers, body } = await request(url, {
    dispatcher: connections.for(url),
    signal,
    headers: {
      ...attempt.headers,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'dd-api-key': endpoint.apiKey,
      'dd-application-key': endpoint.appKey,
    },
  });
  const isSuccess = statusCode >= 200 && statusCode < 300;
  const rateLimit = parseRateLimit((name) => first(headers[name]));
  const maxBytes = isSuccess ? attempt.maxBodyBytes : Math.min(maxErrorBodyBytes, attempt.maxBodyBytes);
  const read = await readBody(body, first(headers['content-encoding']), maxBytes);
  const answer = { httpStatus: statusCode, rateLimit };
  if (!isSuccess) {
    const json = read.ok ? parseJson(read.text) : undefined;
    return { ...toHttpFailure({ httpStatus: statusCode, statusText, body: json?.value }), ...answer };
  }
  if (!read.ok) return { ...tooLarge(maxBytes), ...answer };
  const json = parseJson(read.text);
  return json === undefined ? { ...notJson(read.text), ...answer } : { ok: true, body: json.value, ...answer };
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function tooLarge(maxBytes: number): CallFailure {
  const message = `the answer of Datadog is larger than ${maxBytes} bytes and was not read; ask for fewer queries or a shorter window`;
  return { ...failure('InvalidAnswer', message), detail: 'BodyTooLarge' };
}

function notJson(text: string): CallFailure {
  const start = text.slice(0, 100).replaceAll(/\s+/g, ' ');
  const message = `the answer of Datadog is not JSON; it begins with: ${start}`;
  return { ...failure('InvalidAnswer', message), detail: 'InvalidBody' };
}

function toCallFailure(error: unknown, { signal, timeoutMillis }: Attempt, timeout: AbortSignal): CallFailure {
  if (signal.aborted) return abortedFailure;
  if (timeout.aborted) {
    return { ...toNetworkFailure(`no whole answer within ${timeoutMillis / 1000} s`), detail: 'Timeout' };
  }
  return { ...toNetworkFailure(describeError(error)), detail: 'Unreachable' };
}

/** The failure of a call that the caller gave up. */
export const abortedFailure: CallFailure = { ...toNetworkFailure('the call was given up'), detail: 'Aborted' };

/** Code and message, for an error of several addresses those of the first. */
function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describeError(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message.includes(code) ? error.message : `${code}: ${error.message}`;
}

function scrubFailure(end: AttemptEnd, scrubber: Scrubber): AttemptEnd {
  return end.ok ? end : { ...end, message: scrubber.scrub(end.message) };
}
