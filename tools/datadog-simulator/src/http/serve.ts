import type { IncomingMessage, ServerResponse } from 'node:http';
import { findRoute, type RouteMatch } from '../apis/index.js';
import { failAtEdge } from '../failures/fail-at-edge.js';
import { isEdgeFailure, type AnswerFailure } from '../failures/failure.js';
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
  const exchange = { request, response, state, match, record: recorder(request, match, state) };
  const failures = await endureEdgeFailures(exchange);
  if (failures !== undefined) {
    const answer = answerOf(exchange, failures);
    exchange.record(answer.status);
    send(response, answer);
  }
}

/** Goes through the failures that meet the call; undefined when one of them ended it, else those of the answer. */
async function endureEdgeFailures(exchange: Exchange): Promise<readonly AnswerFailure[] | undefined> {
  const { request, response, state, match, record } = exchange;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const { method, path, parameters } = request;
  const answerFailures: AnswerFailure[] = [];
  for (const failure of state.failures.find({
    method,
    path,
    text: parameters.get('query') ?? `${path}?${parameters.toString()}`,
  })) {
    if (!isEdgeFailure(failure)) {
      answerFailures.push(failure);
      continue;
    }
    state.failures.use(failure);
    const { limitName = 'query' } = match.kind === 'route' ? match.route : {};
    const rateLimitHeaders = state.limiters(limitName).refusalHeaders;
    const bodyBytes = Buffer.byteLength(request.text);
    if (await failAtEdge(failure, { response, signal: gone.signal, record, rateLimitHeaders, bodyBytes })) {
      return undefined;
    }
  }
  return answerFailures;
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
