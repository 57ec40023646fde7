import type { RequestListener } from 'node:http';
import { answerReview, forbidden, forbiddenPath, reviewAccess } from './access.js';
import type { Authority } from './access.js';
import type { Aggregator } from './aggregator.js';
import { createLister, watchCollection } from './collection.js';
import type { Lister } from './collection.js';
import { discover, parseApiPath, toTarget } from './discovery.js';
import { failure, methodNotAllowed, noSuchPath } from './failure.js';
import type { Outcome } from './failure.js';
import { parseBody, readExchange, sendOutcome } from './http-exchange.js';
import type { Exchange } from './http-exchange.js';
import { createObject, deleteObject, patchObject, readObject, replaceObject } from './rest-verbs.js';
import type { Answer, Target, Verb } from './rest-verbs.js';

/** What the server works with. */
export interface ApiServerParts extends Authority {
  readonly aggregator: Aggregator;
}

/** An answer to send, or undefined if it is under way already. */
type Handled = Outcome<Answer | undefined>;

const collectionVerbs: Readonly<Record<string, string>> = { GET: 'list', POST: 'create' };
const objectVerbs: Readonly<Record<string, string>> = { DELETE: 'delete', GET: 'get', PATCH: 'patch', PUT: 'update' };
const runners: Readonly<Record<string, Verb>> = {
  create: createObject,
  delete: deleteObject,
  get: readObject,
  patch: patchObject,
  update: replaceObject,
};

/** The API server as a listener for HTTP requests. */
export function createApiServer(parts: ApiServerParts): RequestListener {
  const list = createLister(parts.store);
  return (incoming, response) => {
    const answer = async (): Promise<void> => {
      const exchange = await readExchange(incoming, response, parts.tokens);
      const handled = exchange.ok ? await route(parts, list, exchange.value) : exchange;
      if (!handled.ok) sendOutcome(response, handled);
      else if (handled.value !== undefined) sendOutcome(response, { ok: true, value: handled.value });
    };
    answer().catch((error: unknown) => {
      sendOutcome(response, failure(500, 'InternalError', `Internal error occurred: ${String(error)}`));
    });
  };
}

async function route(parts: ApiServerParts, list: Lister, exchange: Exchange): Promise<Handled> {
  const place = parseApiPath(exchange.url.pathname);
  if (place === undefined) return servePath(parts, exchange);
  const target = toTarget(parts.store, place);
  if (target !== undefined) return serveTarget(parts, list, exchange, target);
  const service = parts.aggregator.find(place);
  if (service === undefined) return servePath(parts, exchange);
  await parts.aggregator.forward({ ...exchange, service });
  return { ok: true, value: undefined };
}

function servePath({ store }: ApiServerParts, { incoming, response, url, user }: Exchange): Handled {
  const verb = incoming.method?.toLowerCase() ?? 'get';
  if (!reviewAccess(store, user, { verb, path: url.pathname }).allowed) return forbiddenPath(user, url, verb);
  if (/^\/(healthz|livez|readyz)$/.test(url.pathname)) {
    response.end('ok');
    return { ok: true, value: undefined };
  }
  const body = verb === 'get' ? discover(store, url.pathname) : undefined;
  return body === undefined ? noSuchPath() : { ok: true, value: { code: 200, body } };
}

function serveTarget(parts: ApiServerParts, list: Lister, exchange: Exchange, target: Target): Handled {
  const query = exchange.url.searchParams;
  const method = exchange.incoming.method ?? 'GET';
  const named = (target.name === '' ? collectionVerbs : objectVerbs)[method];
  const verb = named === 'list' && ['1', 'true'].includes(query.get('watch') ?? '') ? 'watch' : named;
  if (verb === undefined) return methodNotAllowed();
  const { resource, ...place } = target;
  const access = { ...place, verb, group: resource.group, resource: resource.plural };
  if (!reviewAccess(parts.store, exchange.user, access).allowed) return forbidden(exchange.user, target, verb);
  if (verb === 'list') return list(target, query);
  if (verb === 'watch') return watchCollection(parts.store, target, query, exchange.response);
  return serveObject(parts, exchange, target, verb);
}

function serveObject(parts: ApiServerParts, exchange: Exchange, target: Target, verb: string): Handled {
  const body = parseBody(exchange);
  if (!body.ok) return body;
  if (target.resource.kind.endsWith('Review')) return answerReview(parts, target, body.value);
  const contentType = exchange.incoming.headers['content-type'] ?? '';
  const payload = { query: exchange.url.searchParams, contentType, body: body.value };
  return runners[verb]?.(parts.store, target, payload) ?? methodNotAllowed();
}
