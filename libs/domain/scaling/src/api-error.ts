import { failure, type Failure, type ScalingReason } from './reasons.js';

/** How a request ended, as the metric `datadog_requests` labels it. */
export type RequestStatus =
  | 'other_http_error'
  | 'rate_limit_error'
  | 'response_error'
  | 'server_error'
  | 'success'
  | 'unknown_error'
  | 'unprocessable_entity_error';

const statusOfReason: Readonly<Partial<Record<ScalingReason, RequestStatus>>> = {
  CredentialsRefused: 'other_http_error',
  QueryRejected: 'response_error',
  RateLimited: 'rate_limit_error',
  RequestRefused: 'other_http_error',
  ServerError: 'server_error',
  UnprocessableQuery: 'unprocessable_entity_error',
};

const maxDetailLength = 500;
const credentialsAdvice =
  'check the API key, and that the application key may read time series (scope timeseries_query)';

/** An HTTP answer that is not 2xx. */
export interface HttpFailure {
  readonly httpStatus: number;
  /** Reason phrase; empty when the server sent none. */
  readonly statusText?: string;
  /** The body, parsed from JSON where it is JSON. */
  readonly body?: unknown;
}

/**
 * The failure of a whole request that Datadog answered with another status than 2xx. The message begins with the status line
 * and ends with what Datadog says about it. 429 and 5xx say nothing about the queries; the other 4xx do, except 401 and 403.
 */
export function toHttpFailure({ httpStatus, statusText = '', body }: HttpFailure): Failure {
  const detail = toDetail(body);
  const line = `${httpStatus} ${statusText}`.trim();
  const message = detail === '' ? line : `${line}: ${detail}`;
  if (httpStatus === 429) return failure('RateLimited', message);
  if (httpStatus === 422) return failure('UnprocessableQuery', message);
  if (httpStatus === 401 || httpStatus === 403)
    return failure('CredentialsRefused', `${message}; ${credentialsAdvice}`);
  if (httpStatus >= 400 && httpStatus < 500) return failure('RequestRefused', message);
  return failure('ServerError', `Received HTTP status code ${httpStatus}${detail === '' ? '' : `: ${detail}`}`);
}

/** The failure of a request that got no answer; `message` must not hold a key. */
export function toNetworkFailure(message: string): Failure {
  return failure('ServerError', `Datadog could not be reached: ${message}`);
}

/** The failure of a request that Datadog answered with 200 and `status: error`. */
export function toQueryRejection(error: unknown): Failure {
  const text = typeof error === 'string' ? oneLine(error) : '';
  return failure('QueryRejected', text === '' ? 'Datadog answered with an error and did not say which' : text);
}

/** The label of a request that ended so. */
export function requestStatus(reason: ScalingReason | undefined): RequestStatus {
  if (reason === undefined) return 'success';
  return statusOfReason[reason] ?? 'unknown_error';
}

/** Whether the same request may succeed within seconds, by `requestRetryPolicy`. */
export function isRetriedAtOnce(reason: ScalingReason): boolean {
  return reason === 'ServerError';
}

function toDetail(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  if ('errors' in body && Array.isArray(body.errors))
    return oneLine(body.errors.filter((error) => typeof error === 'string').join('; '));
  return 'error' in body && typeof body.error === 'string' ? oneLine(body.error) : '';
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * maxDetailLength)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > maxDetailLength ? `${line.slice(0, maxDetailLength)}...` : line;
}
