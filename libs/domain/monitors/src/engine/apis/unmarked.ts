import type { ApiBody } from '../../api-body.js';
import type { Difference } from '../../difference.js';
import type { ObjectApi } from './object-api.js';
import { diffContent } from './owner-mark.js';
import { parseData, toId } from './parse-answer.js';
import { restCalls } from './rest-calls.js';

/** Objects that have no place for an owner are sent as they are. */
function markNothing(body: ApiBody): ApiBody {
  return body;
}

/** Objects that have no place for an owner name none. */
function ownersNowhere(): readonly string[] {
  return [];
}

/** Where what stands below `data` in a body is not so in the object. */
function diffUnmarked(desired: ApiBody, observed: ApiBody): readonly Difference[] {
  return diffContent(parseData(desired) ?? {}, observed);
}

/** An API whose objects stand below `data` and have no place for an owner. */
export function unmarkedApi(path: string, updateMethod: 'PATCH' | 'PUT'): Omit<ObjectApi, 'type'> {
  return {
    ...restCalls(path, updateMethod),
    parse: parseData,
    idOf: (object) => toId(object),
    mark: markNothing,
    ownersOf: ownersNowhere,
    // what the server adds cannot be told from what the body had
    hidesChanges: () => true,
    diff: diffUnmarked,
  };
}

/** The same of version 2, where an update names the object in its body as well. */
export function unmarkedV2Api(path: string): Omit<ObjectApi, 'type'> {
  const api = unmarkedApi(path, 'PATCH');
  return { ...api, update: (id, body) => api.update(id, { ...body, data: { ...parseData(body), id } }) };
}
