import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { parse } from 'yaml';
import { readBody } from '../read-body.js';
import type { User } from './access.js';
import { badRequest, failure, toStatus } from './failure.js';
import type { Failure, Outcome } from './failure.js';
import type { Answer } from './rest-verbs.js';

const maxBodyBytes = 3_145_728;

/** One request of a known user, and where its answer goes. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
  readonly user: User;
}

/** Reads a request: who sends it, and its body, which has a limit. */
export async function readExchange(
  incoming: IncomingMessage,
  response: ServerResponse,
  tokens: ReadonlyMap<string, User>,
): Promise<Outcome<Exchange>> {
  const user = authenticate(incoming, tokens);
  if (user === undefined) return failure(401, 'Unauthorized', 'Unauthorized');
  const body = await readBody(incoming, maxBodyBytes).catch(() => undefined);
  if (body === undefined) return failure(413, 'RequestEntityTooLarge', `limit is ${maxBodyBytes}`);
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  return { ok: true, value: { incoming, response, url, body, user } };
}

function authenticate(incoming: IncomingMessage, tokens: ReadonlyMap<string, User>): User | undefined {
  const { socket, headers } = incoming;
  if (socket instanceof TLSSocket && socket.authorized) {
    const { CN = '', O = [] } = socket.getPeerCertificate().subject;
    return withGroup({ username: String(CN), groups: [O].flat() });
  }
  const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return { username: 'system:anonymous', groups: ['system:unauthenticated'] };
  const user = tokens.get(token);
  return user === undefined ? undefined : withGroup(user);
}

function withGroup(user: User): User {
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}

/** The body as JSON or YAML; undefined without one. */
export function parseBody({ incoming, body }: Exchange): Outcome<unknown> {
  if (body.length === 0) return { ok: true, value: undefined };
  const isYaml = incoming.headers['content-type']?.includes('yaml') === true;
  try {
    const value: unknown = isYaml ? parse(body.toString()) : JSON.parse(body.toString());
    return { ok: true, value };
  } catch (error) {
    return badRequest(`the body cannot be read: ${String(error)}`);
  }
}

/** Sends an answer, or a refusal as a Status. */
export function sendOutcome(
  response: ServerResponse,
  outcome: Failure | { readonly ok: true; readonly value: Answer },
) {
  const { code, body } = outcome.ok ? outcome.value : { code: outcome.code, body: toStatus(outcome) };
  if (response.headersSent) response.destroy();
  else response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
