import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { checkMonitorBody } from '../monitors/check-body.js';
import { listMonitors } from '../monitors/list-monitors.js';
import { isSameType } from '../monitors/monitor-kind.js';
import { findDuplicate, owner, type StoredMonitor } from '../monitors/monitor-store.js';
import { parseGroupStates, toMonitorAnswer } from '../monitors/to-answer.js';

type Handler = (request: ApiRequest, state: ApiState) => Answer;

/** The Monitors API. */
export const monitorsRoutes: readonly Route[] = [
  route('POST', '', 'monitor_create', create),
  route('GET', '', 'monitor_list', list),
  route('GET', '/*', 'monitor_get', (request, state) => withMonitor(request, state, read(request))),
  route('PUT', '/*', 'monitor_update', (request, state) => withMonitor(request, state, update(request, state))),
  route('DELETE', '/*', 'monitor_delete', (request, state) => withMonitor(request, state, remove(state))),
  route('POST', '/validate', 'monitor_validate', ({ body }) => withBody(body, () => ok({}))),
];

function route(method: string, path: string, limitName: string, handle: Handler): Route {
  return { method, path: `/api/v1/monitor${path}`, keys: 'both', limitName, handle };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function withBody(body: unknown, use: (body: JsonObject) => Answer): Answer {
  const problem = isJsonObject(body) ? checkMonitorBody(body) : 'The body must be a JSON object';
  return problem === undefined && isJsonObject(body) ? use(body) : errorAnswer(400, problem ?? '');
}

function withMonitor({ path }: ApiRequest, { monitors }: ApiState, use: (monitor: StoredMonitor) => Answer): Answer {
  const monitor = monitors.get(Number(path.split('/')[4]));
  return monitor === undefined ? errorAnswer(404, 'Monitor not found') : use(monitor);
}

function create({ body }: ApiRequest, { monitors }: ApiState): Answer {
  return withBody(body, (fields) => {
    const duplicate = findDuplicate(monitors, fields);
    return duplicate === undefined
      ? ok(toMonitorAnswer(monitors.create(fields), undefined))
      : errorAnswer(400, `Duplicate of an existing monitor_id:${duplicate.id} org_id:${owner.orgId}`);
  });
}

function list({ parameters }: ApiRequest, { monitors }: ApiState): Answer {
  const filter = parseGroupStates(parameters.get('group_states'));
  return filter === 'invalid'
    ? errorAnswer(400, 'Invalid group_state filters.')
    : ok(
        listMonitors(monitors.list(), parameters).map((monitor) => ({
          ...toMonitorAnswer(monitor, filter),
          matching_downtimes: [],
        })),
      );
}

function read({ parameters }: ApiRequest): (monitor: StoredMonitor) => Answer {
  const filter = parseGroupStates(parameters.get('group_states'));
  return (monitor) =>
    filter === 'invalid'
      ? errorAnswer(400, 'Invalid group_state filters.')
      : ok({
          ...toMonitorAnswer(monitor, filter),
          ...(parameters.get('with_downtimes') === 'true' && { matching_downtimes: [] }),
        });
}

function update({ body }: ApiRequest, { monitors }: ApiState): (monitor: StoredMonitor) => Answer {
  return (monitor) => {
    const sent = isJsonObject(body) ? body : {};
    if (sent['type'] !== undefined && !isSameType(sent['type'], monitor['type'])) {
      return errorAnswer(
        400,
        "The value provided for parameter 'type' is invalid: the type of a monitor cannot change",
      );
    }
    return withBody({ ...monitor, ...sent, type: monitor['type'] }, () => {
      // the answer to an update does not tell who made the monitor
      const { creator: _, ...answer } = toMonitorAnswer(monitors.update(monitor.id, sent) ?? monitor, undefined);
      return ok(answer);
    });
  };
}

function remove({ monitors }: ApiState): (monitor: StoredMonitor) => Answer {
  return ({ id }) => {
    monitors.remove(id);
    return ok({ deleted_monitor_id: id });
  };
}
