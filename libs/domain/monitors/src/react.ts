import { isObject, toTexts } from './api-body.js';
import type { MonitorReason } from './reasons.js';

/** A call that did not succeed. */
export interface FailedCall {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  /** 0 when there was no answer. */
  readonly status: number;
  /** The parsed body, or its text. */
  readonly body?: unknown;
  /** Seconds until the endpoint may be called again, when the answer says so. */
  readonly retryAfterSeconds?: number;
}

/**
 * What follows: `on-spec-change` not again with this spec; `recreate-now`; `adopt-if-owned` look whether `duplicateOf`
 * carries our owner tag; `look-before-create` the call may have succeeded; `after` a stated time; `slow` in minutes, since a
 * person must act; `backoff`.
 */
export type Retry =
  | 'adopt-if-owned'
  | 'after'
  | 'backoff'
  | 'look-before-create'
  | 'on-spec-change'
  | 'recreate-now'
  | 'slow';

/** What a failed call means for its resource. */
export interface Reaction {
  readonly reason: MonitorReason;
  /** Nothing is left to do: what was to be deleted is gone. */
  readonly done: boolean;
  readonly retry?: Retry;
  readonly afterSeconds?: number;
  /** All callers of the endpoint wait. */
  readonly pausesAll: boolean;
  /** Whether the resource itself is at fault, or a person must act: its Error condition says so. */
  readonly errorCondition: boolean;
  /** Whether the last known state stays in the status: always, when reading failed. */
  readonly keepsState: boolean;
  readonly duplicateOf?: number;
  /** What Datadog said, or what happened. */
  readonly message: string;
}

const slowSeconds = 300;

/** Whether an answer says that there is no such object (any more). */
export function isGoneStatus(status: number): boolean {
  return status === 404 || status === 410;
}

/** Decides what a failed call means, by its method and status. */
export function reactTo(call: FailedCall): Reaction {
  const message = toMessage(call);
  const base = { done: false, pausesAll: false, errorCondition: true, keepsState: true, message };
  const { status, method } = call;
  if (isGoneStatus(status) && method === 'DELETE')
    return { ...base, reason: 'NotFound', done: true, errorCondition: false };
  if (isGoneStatus(status)) return { ...base, reason: 'NotFound', retry: 'recreate-now' };
  if (status === 429) return toPause(base, call);
  if (status === 401 || status === 403) {
    return { ...base, reason: 'Forbidden', retry: 'slow', afterSeconds: slowSeconds };
  }
  if (status === 0 || status >= 500 || status === 408) return toBackoff(base, call);
  return toRefusal(base, call);
}

type Base = Omit<Reaction, 'reason'>;

function toPause(base: Base, { retryAfterSeconds }: FailedCall): Reaction {
  const afterSeconds = retryAfterSeconds === undefined ? {} : { afterSeconds: retryAfterSeconds };
  return { ...base, reason: 'RateLimited', retry: 'after', ...afterSeconds, pausesAll: true, errorCondition: false };
}

function toBackoff(base: Base, { method, status }: FailedCall): Reaction {
  return {
    ...base,
    reason: status === 0 ? 'NoAnswer' : 'ServerError',
    retry: method === 'POST' ? 'look-before-create' : 'backoff',
    errorCondition: false,
  };
}

function toRefusal(base: Base, { method, status }: FailedCall): Reaction {
  const duplicateOf = /Duplicate of an existing monitor_id:(?<id>\d+)/.exec(base.message)?.groups?.['id'];
  if (duplicateOf !== undefined) {
    return { ...base, reason: 'Duplicate', retry: 'adopt-if-owned', duplicateOf: Number(duplicateOf) };
  }
  const isAboutSpec = status !== 409 && (method === 'POST' || method === 'PUT');
  return { ...base, reason: 'Refused', retry: isAboutSpec ? 'on-spec-change' : 'backoff' };
}

const maxMessageLength = 1024;

function toMessage({ status, body }: FailedCall): string {
  const errors = isObject(body) ? toTexts(body['errors']) : [];
  if (errors.length > 0) return errors.join('; ').slice(0, maxMessageLength);
  if (status === 0) return typeof body === 'string' ? body.slice(0, maxMessageLength) : 'no answer';
  return `HTTP ${status}`;
}
