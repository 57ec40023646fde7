import { createCaller } from './caller.js';
import { exchangeJson } from './exchange-json.js';
import type { KubeClient } from './kube-client.js';
import type { KubeConnection } from './kube-connection.js';
import { listAll, listPage } from './list-objects.js';
import { withQuery } from './resource-path.js';
import { findMissingPart, toRequest } from './to-request.js';
import { createObject, deleteObject, patchObject, replaceObject } from './write-objects.js';

/** Settings of a client; all have defaults. */
export interface KubeClientOptions {
  /** How long a call may take: 15 seconds by default. */
  readonly timeoutMillis?: number;
  /** `dogwatch` by default; the API server's audit log shows it. */
  readonly userAgent?: string;
}

const defaultTimeoutMillis = 15_000;

/** The client of a connection. Nothing is sent before the first call. */
export function createKubeClient(connection: KubeConnection, options: KubeClientOptions = {}): KubeClient {
  const { timeoutMillis = defaultTimeoutMillis, userAgent = 'dogwatch' } = options;
  const caller = createCaller(connection, { timeoutMillis, userAgent });
  return {
    get: async (resource, key, options) =>
      findMissingPart(resource, key, { name: true }) ?? exchangeJson(caller, toRequest('GET', resource, key), options),
    list: async (resource, options) => listAll(caller, resource, options),
    listPage: async (resource, options) => listPage(caller, resource, options),
    create: async (resource, object, options) => createObject(caller, resource, object, options),
    replace: async (resource, object, options) => replaceObject(caller, resource, object, options),
    replaceStatus: async (resource, object, options) =>
      replaceObject(caller, resource, object, { ...options, subresource: 'status' }),
    patch: async (resource, key, patch, options) => patchObject(caller, resource, key, { patch, options }),
    patchStatus: async (resource, key, patch, options) =>
      patchObject(caller, resource, { ...key, subresource: 'status' }, { patch, options }),
    delete: async (resource, key, options) => deleteObject(caller, resource, key, options),
    raw: async (method, path, options = {}) => {
      const { body, headers, query, spanName = method } = options;
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const request = { method, path: withQuery(path, query), spanName, ...(text === undefined ? {} : { body: text }) };
      return caller.open(headers === undefined ? request : { ...request, headers }, options);
    },
    close: async () => caller.close(),
  };
}
