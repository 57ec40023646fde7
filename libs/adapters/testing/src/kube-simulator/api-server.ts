import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { coreResources } from '@dogwatch/kube';
import { type JsonObject, objectAt } from '../json/json.js';
import { readBody } from '../read-body.js';
import type { CertificatePair } from '../test-certificates.js';
import { reviewAccess, reviewToken, type User } from './access.js';
import { forward } from './aggregator.js';
import { createLister, type Lister, watchCollection } from './collection.js';
import { discover, parseApiPath, toTarget } from './discovery.js';
import type { ObjectStore } from './object-store.js';
import { Refusal } from './refusal.js';
import { restVerbs, type Target } from './rest-verbs.js';

/** What the server works with. */
export interface ApiServerParts {
  readonly store: ObjectStore;
  readonly tokens: ReadonlyMap<string, User>;
  /** What the server shows the backends of APIServices. */
  readonly frontProxy: CertificatePair | undefined;
}

/** One request of a known user, and where its answer goes. */
export interface Exchange extends ApiServerParts {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
  readonly user: User;
}

/** The API server as a listener for HTTP requests. */
export function createApiServer(parts: ApiServerParts): RequestListener {
  const list = createLister(parts.store);
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const user = authenticate(incoming, parts.tokens);
      const url = new URL(incoming.url ?? '/', 'http://simulator');
      const body = await readBody(incoming);
      const answer = await route({ ...parts, incoming, response, url, body, user }, list);
      if (answer !== undefined) send(response, incoming.method === 'POST' ? 201 : 200, answer);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error));
      send(response, refusal.code, refusal.status);
    }
  };
  return (incoming, response) => void handle(incoming, response);
}

function send(response: ServerResponse, code: number, body: JsonObject): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function authenticate({ headers }: IncomingMessage, tokens: ReadonlyMap<string, User>): User {
  const [, token = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const user = tokens.get(token);
  if (user === undefined) throw new Refusal(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/** The answer to send, or undefined if it is under way already. */
async function route(exchange: Exchange, list: Lister): Promise<JsonObject | undefined> {
  const { store, url } = exchange;
  const path = parseApiPath(url.pathname);
  const target = toTarget(store, path);
  if (target !== undefined) return serve(exchange, list, target);
  const service = store.get(coreResources.apiServices, '', `${path.version}.${path.group}`);
  if (service !== undefined) {
    await forward(exchange, service);
    return undefined;
  }
  const document = discover(store, path);
  if (document === undefined) throw new Refusal(404, 'NotFound', 'the server could not find the requested resource');
  return document;
}

function serve(exchange: Exchange, list: Lister, target: Target): JsonObject | undefined {
  const { store, tokens, incoming, response, url } = exchange;
  const query = url.searchParams;
  const verb = toVerb(incoming.method, target, query);
  if (verb === 'list') return list(target, query);
  if (verb === 'watch') return watchCollection(store, target, query, response);
  const body = parseBody(exchange.body.toString());
  if (target.resource.kind === 'TokenReview') return reviewToken(tokens, objectAt(body));
  if (target.resource.kind === 'SubjectAccessReview') return reviewAccess(store, objectAt(body));
  const contentType = incoming.headers['content-type'] ?? '';
  return restVerbs[verb]?.({ store, target, query, contentType, body });
}

const collectionVerbs: Readonly<Record<string, string>> = { GET: 'list', POST: 'create' };
const objectVerbs: Readonly<Record<string, string>> = { DELETE: 'delete', GET: 'get', PATCH: 'patch', PUT: 'update' };

function toVerb(method: string | undefined, { name }: Target, query: URLSearchParams): string {
  const verb = (name === '' ? collectionVerbs : objectVerbs)[String(method)];
  if (verb === undefined) throw new Refusal(405, 'MethodNotAllowed', 'the server does not allow this method here');
  return verb === 'list' && /^(1|true)$/.test(query.get('watch') ?? '') ? 'watch' : verb;
}

/** JSON, which the bodies of an apply are too; undefined if it is empty. */
function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, 'BadRequest', `the body is no JSON: ${String(error)}`);
  }
}
