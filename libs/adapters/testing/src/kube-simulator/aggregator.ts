import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Agent, request as send } from 'undici';
import { numberAt, textAt, valueAt } from '../json/json.js';
import type { User } from './access.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { builtInType } from './resource-type.js';

/** The client certificate that shows a backend that a request comes from the aggregator. */
export interface FrontProxy {
  readonly certificate: string;
  readonly key: string;
}

/** A request on its way to the API server of another group. */
export interface Forwarded {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly user: User;
  readonly service: StoredObject;
}

/** The part of the API server that hands requests to the backends of APIServices. */
export interface Aggregator {
  /** The APIService of a group and version; undefined if there is none. */
  find(place: { readonly group: string; readonly version: string }): StoredObject | undefined;
  /** Sends a request to where the backend listens, and its answer to the caller. */
  forward(request: Forwarded): Promise<void>;
  close(): Promise<void>;
}

const notForwarded = new Set(['authorization', 'connection', 'content-length', 'host', 'transfer-encoding']);

/**
 * An aggregator. As there is no cluster network, the Service of an APIService must be of the type ExternalName, unless
 * `backends` has a URL for the name of the APIService.
 */
export function createAggregator(
  store: ObjectStore,
  backends: ReadonlyMap<string, string>,
  frontProxy: FrontProxy | undefined,
): Aggregator {
  const agents = new Map<string, Agent>();
  const agentOf = (service: StoredObject): Agent => {
    const key = JSON.stringify(service['spec']);
    const agent = agents.get(key) ?? createAgent(service, frontProxy);
    agents.set(key, agent);
    return agent;
  };
  return {
    find: ({ group, version }) => store.get(builtInType('APIService'), '', `${version}.${group}`),
    async forward({ incoming, response, body, user, service }) {
      try {
        const answer = await send(
          `${backends.get(service.metadata.name) ?? toUrl(store, service)}${incoming.url ?? '/'}`,
          {
            dispatcher: agentOf(service),
            method: incoming.method ?? 'GET',
            headers: { ...keptHeaders(incoming), ...identityHeaders(user) },
            ...(body.length === 0 ? {} : { body }),
          },
        );
        response.writeHead(answer.statusCode, answer.headers);
        await pipeline(answer.body, response);
      } catch (error) {
        if (response.headersSent) response.destroy();
        else response.writeHead(503).end(`error trying to reach service: ${String(error)}`);
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function createAgent(service: StoredObject, frontProxy: FrontProxy | undefined): Agent {
  const caBundle = textAt(service, 'spec', 'caBundle');
  const name = textAt(service, 'spec', 'service', 'name');
  return new Agent({
    connect: {
      servername: `${name}.${textAt(service, 'spec', 'service', 'namespace')}.svc`,
      rejectUnauthorized: valueAt(service, 'spec', 'insecureSkipTLSVerify') !== true,
      ...(caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64') }),
      ...(frontProxy === undefined ? {} : { cert: frontProxy.certificate, key: frontProxy.key }),
    },
  });
}

function toUrl(store: ObjectStore, apiService: StoredObject): string {
  const namespace = textAt(apiService, 'spec', 'service', 'namespace');
  const name = textAt(apiService, 'spec', 'service', 'name');
  const host = textAt(store.get(builtInType('Service'), namespace, name), 'spec', 'externalName');
  if (host === '') throw new Error(`the Service ${namespace}/${name} is missing or not of the type ExternalName`);
  return `https://${host}:${numberAt(apiService, 'spec', 'service', 'port') ?? 443}`;
}

/** Neither the caller's credentials nor what the caller says about its identity goes on. */
function keptHeaders({ headersDistinct }: IncomingMessage): Record<string, string[]> {
  const kept = Object.entries(headersDistinct).filter(
    ([name]) => !notForwarded.has(name) && !name.startsWith('x-remote-'),
  );
  return Object.fromEntries(kept.map(([name, values]) => [name, values ?? []]));
}

function identityHeaders({ username, uid, groups, extra }: User): Record<string, string | string[]> {
  const extras = Object.entries(extra ?? {}).map(([key, values]) => [
    `x-remote-extra-${encodeURIComponent(key.toLowerCase()).toLowerCase()}`,
    [...values],
  ]);
  return {
    'x-remote-user': username,
    'x-remote-group': [...groups],
    ...(uid === undefined ? {} : { 'x-remote-uid': uid }),
    ...Object.fromEntries(extras),
  };
}
