import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerFailure } from '../failures/failure.js';
import type { FailureBook } from '../failures/failure-book.js';
import type { LogStore } from '../logs/log-store.js';
import type { MonitorStore } from '../monitors/monitor-store.js';
import type { ObjectStores } from '../objects/object-stores.js';
import type { PipelineStore } from '../logs/pipeline-store.js';
import type { SeriesStore } from '../series/series-store.js';
import type { CallLog } from './call-log.js';
import type { Answer } from './send.js';

/** A request with its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as JSON; undefined when there is none, a symbol when it is no JSON. */
  readonly body: unknown;
  /** The body as text, decompressed. */
  readonly text: string;
}

/** What the APIs of one simulator share. */
export interface ApiState {
  readonly now: () => number;
  readonly store: SeriesStore;
  readonly logs: LogStore;
  readonly pipelines: PipelineStore;
  readonly monitors: MonitorStore;
  readonly objects: ObjectStores;
  readonly failures: FailureBook;
  readonly calls: CallLog;
}

/** One operation of an API. */
export interface Route {
  readonly method: string;
  /** A segment `*` stands for any one that is not empty; a route without it comes first. */
  readonly path: string;
  /** The body may be something else than JSON. */
  readonly takesText?: true;
  /** The form of errors, where it is not `{errors: [text]}`. */
  readonly toError?: (status: number, message: string) => Answer;
  /** The keys a client must send: `none` also exempts a route from failures, the budget and the call log. */
  readonly keys: 'none' | 'api' | 'both';
  /** The budget that calls count against, by its name in X-RateLimit-Name; without it there is none. */
  readonly limitName?: string;
  /** `failures` are those of the answer that meet this call, oldest first. */
  readonly handle: (request: ApiRequest, state: ApiState, failures: readonly AnswerFailure[]) => Answer;
}

/** The endpoint of a route as logs and traces name it: `GET /api/v1/monitor/{id}`. */
export function endpointOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path.replaceAll('*', '{id}')}`;
}

/** An answer in the form of Datadog's errors. */
export function errorAnswer(status: number, ...errors: readonly string[]): Answer {
  return { status, body: { errors } };
}
