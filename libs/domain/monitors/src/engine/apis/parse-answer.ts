import { type ApiBody, isObject } from '../../api-body.js';

/** The answer itself. */
export function parsePlain(body: unknown): ApiBody | undefined {
  return isObject(body) ? body : undefined;
}

/** What stands below `data`; the first, when it is a list. */
export function parseData(body: unknown): ApiBody | undefined {
  const data = isObject(body) ? body['data'] : undefined;
  const first: unknown = Array.isArray(data) ? data[0] : data;
  return isObject(first) ? first : undefined;
}

/** The objects of a list; `undefined` when it is none. */
export function parseObjects(list: unknown): readonly ApiBody[] | undefined {
  return Array.isArray(list) ? list.filter(isObject) : undefined;
}

/** The member `id`, a number or a text. */
export function toId(object: ApiBody, field = 'id'): string | undefined {
  const id = object[field];
  return (typeof id === 'number' && id > 0) || (typeof id === 'string' && id !== '') ? String(id) : undefined;
}
