import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerFailure } from '../failures/failure.js';
import type { FailureBook } from '../failures/failure-book.js';
import type { SeriesStore } from '../series/series-store.js';
import type { CallLog } from './call-log.js';
import type { Answer } from './send.js';

/** A request with its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as JSON; undefined when there is none. */
  readonly body: unknown;
}

/** What the APIs of one simulator share. */
export interface ApiState {
  readonly now: () => number;
  readonly store: SeriesStore;
  readonly failures: FailureBook;
  readonly calls: CallLog;
}

/** One operation of an API. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** The keys a client must send: `none` also exempts a route from failures, the budget and the call log. */
  readonly keys: 'none' | 'api' | 'both';
  /** Whether calls count against the query budget. */
  readonly isLimited?: boolean;
  /** `failures` are those of the answer that meet this call, oldest first. */
  readonly handle: (request: ApiRequest, state: ApiState, failures: readonly AnswerFailure[]) => Answer;
}

/** An answer in the form of Datadog's errors. */
export function errorAnswer(status: number, ...errors: readonly string[]): Answer {
  return { status, body: { errors } };
}
