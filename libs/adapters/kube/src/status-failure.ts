import type { KubeReason } from './reasons.js';
import type { KubeFailure } from './kube-result.js';

interface Status {
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly details?: { readonly retryAfterSeconds?: unknown } | null;
}

/** The reason that goes with an HTTP status where the answer names none (a proxy's page, an aggregated server's text). */
const reasonOfCode: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function positiveOr<T>(value: unknown, otherwise: T): T | number {
  return typeof value === 'number' && value > 0 ? value : otherwise;
}

/** A Status object, as it stands in a body or in a watch's ERROR event, as a failure. */
export function statusToFailure(status: Status, httpCode: number, text = ''): KubeFailure {
  const code = positiveOr(status.code, httpCode);
  const retryAfterSeconds = positiveOr(status.details?.retryAfterSeconds, undefined);
  return {
    ok: false,
    reason: textOr(status.reason, reasonOfCode[code] ?? (code >= 500 ? 'InternalError' : 'Unknown')),
    message: textOr(status.message, text.slice(0, 500).trim() || `the API server answered ${code}`),
    code,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** The failure that a non-2xx answer means. `retryAfter` is the header of that name. */
export function answerToFailure(code: number, text: string, retryAfter?: string): KubeFailure {
  const failure = statusToFailure(parseStatus(text) ?? {}, code, text);
  const seconds = Number(retryAfter);
  return failure.retryAfterSeconds === undefined && seconds > 0 ? { ...failure, retryAfterSeconds: seconds } : failure;
}

/** A failure on the way, without an answer. */
export function localFailure(reason: KubeReason, message: string): KubeFailure {
  return { ok: false, reason, message, code: 0 };
}
