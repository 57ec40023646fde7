import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';

const root = '/api/v1/logs/config';

/** The Logs Pipelines API. */
export const pipelinesRoutes: readonly Route[] = [
  route('GET', '/pipelines', (_, { pipelines }) => ({ status: 200, body: pipelines.list() })),
  route('POST', '/pipelines', (request, { pipelines }) =>
    withFields(request, (fields) => ({ status: 200, body: pipelines.add(fields)[0] })),
  ),
  route('GET', '/pipelines/*', (request, { pipelines }) =>
    found(pipelines.list().find(({ id }) => id === idOf(request))),
  ),
  route('PUT', '/pipelines/*', (request, { pipelines }) =>
    withFields(request, (fields) => found(pipelines.replace(idOf(request), fields))),
  ),
  route('DELETE', '/pipelines/*', (request, { pipelines }) => found(pipelines.remove(idOf(request)) ? {} : undefined)),
  route('GET', '/pipeline-order', (_, { pipelines }) => ({ status: 200, body: toOrder(pipelines.list()) })),
  route('PUT', '/pipeline-order', ({ body }, { pipelines }) => {
    const { pipeline_ids: ids }: { pipeline_ids?: unknown } = typeof body === 'object' && body !== null ? body : {};
    if (!Array.isArray(ids)) {
      return toError(400, 'pipeline_ids must be a list');
    }
    const ordered = pipelines.reorder(ids);
    return ordered.ok ? { status: 200, body: { pipeline_ids: ordered.value } } : toError(422, ordered.message);
  }),
];

function route(method: string, path: string, handle: (request: ApiRequest, state: ApiState) => Answer): Route {
  return { method, path: `${root}${path}`, keys: 'both', handle };
}

function withFields({ body }: ApiRequest, use: (fields: Readonly<Record<string, unknown>>) => Answer): Answer {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  return typeof fields['name'] === 'string' ? use(fields) : toError(400, 'name is required');
}

function found(body: unknown): Answer {
  return body === undefined ? errorAnswer(404, 'Not found') : { status: 200, body };
}

function idOf({ path }: ApiRequest): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}

function toOrder(pipelines: readonly { readonly id: string }[]): object {
  return { pipeline_ids: pipelines.map(({ id }) => id) };
}

function toError(status: number, detail: string): Answer {
  return {
    status,
    body: { error: { code: 'InvalidArgument', message: 'Invalid Pipeline', details: [{ message: detail }] } },
  };
}
