import { parseFailure } from '../failures/failure.js';
import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { CallFilter } from '../http/call-log.js';
import type { Answer } from '../http/send.js';
import type { Outcome } from '../outcome.js';
import { parseSeriesDefinitions } from '../series/series-definition.js';

type Handler = (request: ApiRequest, state: ApiState) => Answer;

/** The control API: series, failures and the call log. It needs no keys and never fails on demand. */
export const simulatorRoutes: readonly Route[] = [
  control('GET', '/simulator/calls', ({ parameters }, { calls }) =>
    ok({
      total: calls.count(filterOf(parameters)),
      endpoints: calls.countByEndpoint(),
      calls: calls.list().slice(-Number(parameters.get('last') ?? 100)),
    }),
  ),
  control('DELETE', '/simulator/calls', (_, { calls }) => {
    calls.clear();
    return ok({ total: 0 });
  }),
  control('GET', '/simulator/fail', (_, { failures }) => ok({ failures: failures.list() })),
  control('POST', '/simulator/fail', ({ body }, { failures }) =>
    created(parseFailure(body), (failure) => ({ id: failures.add(failure) })),
  ),
  control('DELETE', '/simulator/fail', ({ parameters }, { failures }) =>
    ok({ removed: failures.remove(parameters.get('id') ?? undefined) }),
  ),
  control('GET', '/simulator/logs', ({ parameters }, { logs }) =>
    ok({ total: logs.count(), logs: logs.list().slice(-Number(parameters.get('last') ?? 100)) }),
  ),
  control('DELETE', '/simulator/logs', (_, { logs }) => {
    logs.clear();
    return ok({ total: 0 });
  }),
  control('GET', '/simulator/series', (_, { store }) =>
    ok({ series: store.list().map(({ definition, id }) => ({ ...definition, id })) }),
  ),
  control('POST', '/simulator/series', ({ body }, { store }) =>
    created(parseSeriesDefinitions(body), (definitions) => ({ ids: definitions.map(store.add) })),
  ),
  control('DELETE', '/simulator/series', ({ parameters }, { store }) =>
    ok({
      removed: store.remove({
        id: parameters.get('id') ?? undefined,
        metric: parameters.get('metric') ?? undefined,
        tags: parameters.getAll('tag'),
      }),
    }),
  ),
];

function control(method: string, path: string, handle: Handler): Route {
  return { method, path, keys: 'none', handle };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function created<T>(parsed: Outcome<T>, add: (value: T) => unknown): Answer {
  return parsed.ok ? { status: 201, body: add(parsed.value) } : errorAnswer(400, parsed.message);
}

function filterOf(parameters: URLSearchParams): CallFilter {
  const [endpoint, path, status] = ['endpoint', 'path', 'status'].map((name) => parameters.get(name) ?? undefined);
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(path !== undefined && { path }),
    ...(status !== undefined && { status: Number(status) }),
  };
}
