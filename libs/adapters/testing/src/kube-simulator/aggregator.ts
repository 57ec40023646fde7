import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { coreResources } from '@dogwatch/kube';
import { Agent, request } from 'undici';
import { numberAt, objectAt, textAt } from '../json/json.js';
import type { CertificatePair } from '../test-certificates.js';
import type { User } from './access.js';
import type { Exchange } from './api-server.js';
import type { ObjectStore, StoredObject } from './object-store.js';

/** The annotation of an APIService that names the URL of its backend. */
export const backendAnnotation = 'dogwatch/backend';

/**
 * Hands a request to the backend of an APIService, as the user who makes it. As there is no cluster network, the Service must be
 * of the type ExternalName, unless an annotation names a URL.
 */
export async function forward(exchange: Exchange, service: StoredObject): Promise<void> {
  const { incoming, response, body, user } = exchange;
  const dispatcher = createAgent(service, exchange.frontProxy);
  try {
    const answer = await request(`${toOrigin(exchange.store, service)}${incoming.url ?? '/'}`, {
      dispatcher,
      method: incoming.method ?? 'GET',
      headers: toHeaders(incoming, user),
      body: body.length === 0 ? null : body,
    });
    response.writeHead(answer.statusCode, answer.headers);
    await pipeline(answer.body, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else response.writeHead(503).end(`error trying to reach service: ${String(error)}`);
  } finally {
    await dispatcher.destroy();
  }
}

/** Without a CA bundle nothing is verified, as `insecureSkipTLSVerify` says. */
function createAgent({ spec }: StoredObject, frontProxy: CertificatePair | undefined): Agent {
  const { caBundle, service: reference } = objectAt(spec);
  const servername = `${textAt(reference, 'name')}.${textAt(reference, 'namespace')}.svc`;
  const trust = typeof caBundle === 'string' ? { ca: Buffer.from(caBundle, 'base64') } : { rejectUnauthorized: false };
  return new Agent({ connect: { servername, ...trust, cert: frontProxy?.certificate, key: frontProxy?.key } });
}

function toOrigin(store: ObjectStore, { metadata, spec }: StoredObject): string {
  const registered = textAt(metadata, 'annotations', backendAnnotation);
  if (registered !== '') return registered;
  const [namespace, name] = [textAt(spec, 'service', 'namespace'), textAt(spec, 'service', 'name')];
  const host = textAt(store.get(coreResources.services, namespace, name), 'spec', 'externalName');
  if (host === '') throw new Error(`the Service ${namespace}/${name} is missing or not of the type ExternalName`);
  return `https://${host}:${numberAt(spec, 'service', 'port') ?? 443}`;
}

const notForwarded = /^(authorization|connection|content-length|host|transfer-encoding|x-remote-.*)$/;

/** Neither the caller's credentials nor what the caller says about its identity goes on. */
function toHeaders({ headersDistinct }: IncomingMessage, { username, uid, groups, extra = {} }: User) {
  const headers: Record<string, string | string[]> = { 'x-remote-user': username, 'x-remote-group': [...groups] };
  if (uid !== undefined) headers['x-remote-uid'] = uid;
  for (const [key, values] of Object.entries(extra)) {
    headers[`x-remote-extra-${encodeURIComponent(key).toLowerCase()}`] = [...values];
  }
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    if (!notForwarded.test(name)) headers[name] = values;
  }
  return headers;
}
