import type { IncomingMessage, ServerResponse } from 'node:http';
import { findRoute, type RouteMatch } from '../apis/index.js';
import { failAtEdge, toLoss, type EdgeCall } from '../failures/fail-at-edge.js';
import {
  isAnswerFailure,
  isEdgeFailure,
  isLossFailure,
  type AnswerFailure,
  type Failure,
} from '../failures/failure.js';
import { parseMembers } from '../parse-members.js';
import { isAuthorized, keysOf, type AcceptedKeys } from './accepted-keys.js';
import type { Call, CallLog } from './call-log.js';
import type { RateLimiters } from './rate-limiters.js';
import { notJson, readRequest } from './read-request.js';
import { endpointOf, errorAnswer, type ApiRequest, type ApiState } from './route.js';
import { send, type Answer } from './send.js';

/** What serving needs beside the state that APIs share. */
export interface ServerState extends ApiState {
  readonly calls: CallLog & { readonly record: (call: Call) => void };
  readonly limiters: RateLimiters;
  /** The keys accepted now. */
  readonly acceptedKeys: () => AcceptedKeys;
}

interface Exchange {
  readonly request: ApiRequest;
  readonly response: ServerResponse;
  readonly state: ServerState;
  readonly match: RouteMatch;
  readonly record: (status: number) => void;
  /** Aborted when the client is gone or the simulator stops. */
  readonly gone: AbortSignal;
}

/** Answers one HTTP request: failures at the edge, route, keys, budget, API, in this order. */
export async function serve(message: IncomingMessage, response: ServerResponse, state: ServerState): Promise<void> {
  const read = await readRequest(message);
  if (!read.ok) {
    send(response, errorAnswer(read.status, read.message));
    return;
  }
  const { request } = read;
  const match = findRoute(request.method, request.path);
  if (request.body === notJson && !(match.kind === 'route' && match.route.takesText === true)) {
    send(response, errorAnswer(400, 'The body must be JSON'));
    return;
  }
  if (match.kind === 'route' && match.route.keys === 'none') {
    send(response, match.route.handle(request, state, []));
    return;
  }
  const record = recorder(request, match, state);
  await exchange({ request, response, state, match, record, gone: goneSignal(response) });
}

/** Lets the call fail as the book says, before it has an effect or after, or answers it. */
async function exchange(current: Exchange): Promise<void> {
  const { request, response, state, record } = current;
  const { method, path, parameters, text: body } = request;
  const text = parameters.get('query') ?? `${path}?${parameters.toString()}`;
  const failures = state.failures.find({ method, path, text, body });
  const answerFailures = await endureEdgeFailures(current, failures);
  if (answerFailures === undefined) {
    return;
  }
  const answer = answerOf(current, answerFailures);
  const loss = failures.find(isLossFailure);
  if (loss !== undefined) {
    state.failures.use(loss);
    await failAtEdge(toLoss(loss), toEdgeCall(current));
    return;
  }
  record(answer.status);
  send(response, answer);
}

/** Goes through the failures at the edge; undefined when one of them ended the call, else those of the answer. */
async function endureEdgeFailures(
  current: Exchange,
  failures: readonly Failure[],
): Promise<readonly AnswerFailure[] | undefined> {
  for (const failure of failures.filter(isEdgeFailure)) {
    current.state.failures.use(failure);
    if (await failAtEdge(failure, toEdgeCall(current))) {
      return undefined;
    }
  }
  return failures.filter(isAnswerFailure);
}

function toEdgeCall({ request, response, state, match, record, gone: signal }: Exchange): EdgeCall {
  const { limitName = 'query' } = match.kind === 'route' ? match.route : {};
  const { refusalHeaders: rateLimitHeaders } = state.limiters(limitName);
  return { response, signal, record, rateLimitHeaders, bodyBytes: Buffer.byteLength(request.text) };
}

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

function answerOf({ match, request, state }: Exchange, failures: readonly AnswerFailure[]): Answer {
  if (match.kind !== 'route') {
    return match.kind === 'wrongMethod'
      ? errorAnswer(405, `Method ${request.method} is not allowed`)
      : errorAnswer(404, `Not found: the simulator has no ${request.path}`);
  }
  if (!isAuthorized(request, match.route, state.acceptedKeys())) {
    const { toError = errorAnswer } = match.route;
    return keysOf(request).apiKey === '' && match.route.toError !== undefined
      ? toError(401, 'Unauthorized')
      : toError(403, 'Forbidden');
  }
  const { route } = match;
  const handle = (): Answer => route.handle(request, state, failures);
  return route.limitName === undefined ? handle() : answerWithinBudget(route.limitName, state, handle);
}

function answerWithinBudget(limitName: string, { limiters }: ServerState, handle: () => Answer): Answer {
  const { isAllowed, headers, limit } = limiters(limitName).take();
  const refusal = `Rate limit of ${limit.limit} requests in ${limit.periodSeconds} seconds reached. Please try again later.`;
  const answer = isAllowed ? handle() : errorAnswer(429, refusal);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function recorder(request: ApiRequest, match: RouteMatch, { calls, now }: ServerState): (status: number) => void {
  const { method, path, parameters, headers } = request;
  const query = parameters.get('query');
  const { apiKey, applicationKey } = keysOf(request);
  return (status) => {
    calls.record({
      atMillis: now(),
      method,
      path,
      endpoint: endpointOf(match.kind === 'route' ? match.route : request),
      status,
      queries: query === null ? [] : membersOf(query),
      fromSeconds: numberOf(parameters.get('from')),
      toSeconds: numberOf(parameters.get('to')),
      apiKeyEnd: apiKey.slice(-4),
      applicationKeyEnd: applicationKey.slice(-4),
      userAgent: headers['user-agent'],
      traceparent: headers['traceparent']?.toString(),
    });
  };
}

function membersOf(query: string): readonly string[] {
  const members = parseMembers(query);
  return members.ok ? members.value.map(({ text }) => text) : [query];
}

function numberOf(text: string | null): number | undefined {
  return text === null || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}
