import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import type { ObjectStore, StoredObject } from './object-store.js';

/** An API that creates, reads, updates and deletes the objects of one type below a collection. */
export interface ObjectApi {
  readonly collection: string;
  /** What the names of its budgets begin with: `slo` makes `slo_create`. */
  readonly limitName: string;
  readonly updateMethod: 'PATCH' | 'PUT';
  readonly storeOf: (state: ApiState) => ObjectStore;
  /** Why Datadog refuses a body; undefined when it does not. */
  readonly check: (body: JsonObject) => string | undefined;
  /** The members of the object in a body. */
  readonly toFields: (body: JsonObject) => JsonObject;
  readonly toAnswer: (object: StoredObject, method: string, state: ApiState) => unknown;
  readonly toNotFound: (id: string) => string;
  /** Deletes an object and answers. */
  readonly remove: (object: StoredObject, state: ApiState, request: ApiRequest) => Answer;
}

type ObjectHandler = (object: StoredObject, request: ApiRequest, state: ApiState) => Answer;

/** The four operations of an API of objects; lists differ too much to be among them. */
export function objectRoutes(api: ObjectApi): readonly Route[] {
  const { check, collection, limitName, storeOf, toAnswer, toFields, updateMethod } = api;
  const item = (method: string, action: string, handle: ObjectHandler): Route => ({
    method,
    path: `${collection}/*`,
    keys: 'both',
    limitName: `${limitName}_${action}`,
    handle: (request, state) => {
      const id = lastSegment(request);
      const object = storeOf(state).get(id);
      return object === undefined ? errorAnswer(404, api.toNotFound(id)) : handle(object, request, state);
    },
  });
  return [
    {
      method: 'POST',
      path: collection,
      keys: 'both',
      limitName: `${limitName}_create`,
      handle: ({ body, method }, state) =>
        withBody(body, check, (sent) => ok(toAnswer(storeOf(state).add(toFields(sent)), method, state))),
    },
    item('GET', 'get', (object, { method }, state) => ok(toAnswer(object, method, state))),
    item(updateMethod, 'update', ({ id }, { body, method }, state) =>
      withBody(body, updateMethod === 'PUT' ? check : () => undefined, (sent) => {
        const { edit, replace } = storeOf(state);
        const updated = (updateMethod === 'PUT' ? replace : edit)(id, toFields(sent));
        return updated === undefined ? errorAnswer(404, api.toNotFound(id)) : ok(toAnswer(updated, method, state));
      }),
    ),
    item('DELETE', 'delete', (object, request, state) => api.remove(object, state, request)),
  ];
}

/** A list operation of an API of objects. */
export function listRoute(
  path: string,
  limitName: string,
  list: (parameters: URLSearchParams, state: ApiState) => unknown,
): Route {
  const handle = ({ parameters }: ApiRequest, state: ApiState): Answer => ok(list(parameters, state));
  return { method: 'GET', path, keys: 'both', limitName, handle };
}

/** 200 with a body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Removes an object from its store and answers with nothing. */
export function removeQuietly({ remove }: ObjectStore, { id }: StoredObject): Answer {
  remove(id);
  return { status: 204, body: undefined };
}

/** A number among the parameters, or what holds without it. */
export function toCount(parameters: URLSearchParams, name: string, fallback: number): number {
  const text = parameters.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : fallback;
}

function withBody(
  body: unknown,
  check: (body: JsonObject) => string | undefined,
  use: (body: JsonObject) => Answer,
): Answer {
  if (!isJsonObject(body)) {
    return errorAnswer(400, 'The body must be a JSON object');
  }
  const problem = check(body);
  return problem === undefined ? use(body) : errorAnswer(400, problem);
}

function lastSegment({ path }: ApiRequest): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}
