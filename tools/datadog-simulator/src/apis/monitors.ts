import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { checkMonitorBody } from '../monitors/check-body.js';
import { listMonitors } from '../monitors/list-monitors.js';
import { isSameType } from '../monitors/monitor-kind.js';
import { findDuplicate, owner, type StoredMonitor } from '../monitors/monitor-store.js';
import { referencesTo } from '../monitors/references.js';
import { parseGroupStates, toMonitorAnswer, type MonitorView } from '../monitors/to-answer.js';
import { ok } from '../objects/object-routes.js';

type Handler = (request: ApiRequest, state: ApiState) => Answer;
type MonitorHandler = (monitor: StoredMonitor, request: ApiRequest, state: ApiState) => Answer;

/** The Monitors API; searching is in a file of its own. */
export const monitorsRoutes: readonly Route[] = [
  route('POST', '', 'create', create),
  route('GET', '', 'list', list),
  route('GET', '/*', 'get', ofMonitor(read)),
  route('PUT', '/*', 'update', ofMonitor(update)),
  route('DELETE', '/*', 'delete', ofMonitor(remove)),
  route('POST', '/validate', 'validate', ({ body }) => withBody(body, () => ok({}))),
  route(
    'POST',
    '/*/validate',
    'validate',
    ofMonitor((monitor, { body }) => withUpdate(monitor, body, () => ok({}))),
  ),
  route('GET', '/can_delete', 'can_delete', canDelete),
];

function route(method: string, path: string, action: string, handle: Handler): Route {
  return { method, path: `/api/v1/monitor${path}`, keys: 'both', limitName: `monitor_${action}`, handle };
}

function ofMonitor(handle: MonitorHandler): Handler {
  return (request, state) => {
    const monitor = state.monitors.get(Number(request.path.split('/')[4]));
    return monitor === undefined ? notFound : handle(monitor, request, state);
  };
}

const notFound = errorAnswer(404, 'Monitor not found');

function withBody(body: unknown, use: (body: JsonObject) => Answer): Answer {
  if (!isJsonObject(body)) {
    return errorAnswer(400, 'The body must be a JSON object');
  }
  const problem = checkMonitorBody(body);
  return problem === undefined ? use(body) : errorAnswer(400, problem);
}

/** Checks the monitor that an update would make. */
function withUpdate(monitor: StoredMonitor, body: unknown, use: (sent: JsonObject) => Answer): Answer {
  const { type } = monitor;
  const sent = isJsonObject(body) ? body : {};
  if (sent['type'] !== undefined && !isSameType(sent['type'], type)) {
    const text = "The value provided for parameter 'type' is invalid: the type of a monitor cannot be changed";
    return errorAnswer(400, text);
  }
  return withBody(isJsonObject(body) ? { ...monitor, ...sent, type } : body, () => use(sent));
}

function create({ body }: ApiRequest, state: ApiState): Answer {
  return withBody(body, (fields) => {
    const duplicate = findDuplicate(state.monitors, fields);
    return duplicate === undefined
      ? ok(toMonitorAnswer(state.monitors.create(fields), state))
      : errorAnswer(400, `Duplicate of an existing monitor_id:${duplicate.id} org_id:${owner.orgId}`);
  });
}

function withView({ parameters }: ApiRequest, use: (view: MonitorView) => Answer): Answer {
  const isShown = parseGroupStates(parameters.get('group_states'));
  return isShown === 'invalid'
    ? errorAnswer(400, 'Invalid group_state filters.')
    : use({ isShown, hasDowntimes: parameters.get('with_downtimes') === 'true' });
}

/** A list tells downtimes even when nobody asks. */
function list(request: ApiRequest, state: ApiState): Answer {
  return withView(request, (view) => {
    const listed = listMonitors(state.monitors.list(), request.parameters);
    return ok(listed.map((monitor) => toMonitorAnswer(monitor, state, { ...view, hasDowntimes: true })));
  });
}

function read(monitor: StoredMonitor, request: ApiRequest, state: ApiState): Answer {
  return withView(request, (view) => ok(toMonitorAnswer(monitor, state, view)));
}

function update(monitor: StoredMonitor, { body }: ApiRequest, state: ApiState): Answer {
  return withUpdate(monitor, body, (sent) => {
    const updated = state.monitors.update(monitor.id, sent) ?? monitor;
    // the answer to an update does not tell who made the monitor
    const { creator: _, ...answer } = toMonitorAnswer(updated, state);
    return ok(answer);
  });
}

function remove({ id }: StoredMonitor, { parameters }: ApiRequest, state: ApiState): Answer {
  const references = parameters.get('force') === 'true' ? [] : referencesTo(id, state);
  if (references.length > 0) {
    return errorAnswer(409, ...references);
  }
  state.monitors.remove(id);
  return ok({ deleted_monitor_id: id });
}

function canDelete({ parameters }: ApiRequest, state: ApiState): Answer {
  const ids = (parameters.get('monitor_ids') ?? '').split(',').map(Number);
  if (ids.some((id) => state.monitors.get(id) === undefined)) {
    return notFound;
  }
  const references = ids.map((id) => [id, referencesTo(id, state)] as const);
  const used = references.filter(([, found]) => found.length > 0);
  const free = references.filter(([, found]) => found.length === 0).map(([id]) => id);
  return used.length === 0
    ? ok({ data: { ok: free }, errors: null })
    : { status: 409, body: { data: { ok: free }, errors: Object.fromEntries(used) } };
}
