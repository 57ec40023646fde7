import type { ApiBody } from '../../api-body.js';
import type { ApiCall, ObjectApi } from './object-api.js';

type Calls = Pick<ObjectApi, 'create' | 'read' | 'remove' | 'update'>;

/** The calls of an API whose objects live below their collection. `query` is added to each read of one object. */
export function restCalls(collection: string, updateMethod: 'PATCH' | 'PUT', query = ''): Calls {
  const item = (method: ApiCall['method'], id: string, rest: Partial<ApiCall> = {}): ApiCall => ({
    method,
    path: `${collection}/${encodeURIComponent(id)}`,
    endpoint: `${method} ${collection}/{id}`,
    ...rest,
  });
  return {
    create: (body: ApiBody) => ({ method: 'POST', path: collection, endpoint: `POST ${collection}`, body }),
    read: (id) => {
      const call = item('GET', id);
      return { ...call, path: `${call.path}${query}` };
    },
    update: (id, body) => item(updateMethod, id, { body }),
    remove: (id) => item('DELETE', id),
  };
}

/** A list call of a collection. */
export function listCall(collection: string, parameters: Readonly<Record<string, string>>): ApiCall {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return { method: 'GET', path: `${collection}?${query.join('&')}`, endpoint: `GET ${collection}` };
}
