import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { isJsonObject } from '../json-object.js';
import { parseStateChange } from '../monitors/parse-state-change.js';
import { ok } from '../objects/object-routes.js';

/** The control API of monitors: what a person does in Datadog's web page, and what its evaluation does. */
export const simulatorMonitorsRoutes: readonly Route[] = [
  control('GET', '', (_, { monitors }) => ok({ monitors: monitors.list() })),
  control('PATCH', '/*', (request, { monitors }) =>
    isJsonObject(request.body)
      ? found(monitors.edit(idOf(request), request.body))
      : errorAnswer(400, 'The body must be a JSON object'),
  ),
  control('DELETE', '/*', (request, { monitors }) => found(monitors.remove(idOf(request)) ? {} : undefined)),
  control('POST', '/*/state', (request, { monitors }) => {
    const change = parseStateChange(request.body);
    return change.ok ? found(monitors.setState(idOf(request), change.value)) : errorAnswer(400, change.message);
  }),
];

function control(method: string, path: string, handle: (request: ApiRequest, state: ApiState) => Answer): Route {
  return { method, path: `/simulator/monitors${path}`, keys: 'none', handle };
}

function idOf({ path }: ApiRequest): number {
  return Number(path.split('/')[3]);
}

function found(body: unknown): Answer {
  return body === undefined ? errorAnswer(404, 'Monitor not found') : ok(body);
}
