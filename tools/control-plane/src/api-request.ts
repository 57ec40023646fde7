import type { RequestOptions } from 'node:https';
import { request } from 'node:https';
import { json, text } from 'node:stream/consumers';
import type { Identity } from './pki.js';

/** Where the API server is and who asks. */
export interface ApiAccess {
  readonly server: string;
  readonly caCertificate: string;
  readonly identity: Identity;
}

/** What is asked. */
export interface ApiRequest {
  readonly method?: 'DELETE' | 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
}

/**
 * One request to the API server as a JSON value; throws with its text if the status is not 2xx. Small on purpose: what the
 * stories prove about our own client must not rest on that client.
 */
export async function requestApi(
  access: ApiAccess,
  { method = 'GET', path, body, accept }: ApiRequest,
): Promise<unknown> {
  const options: RequestOptions = {
    method,
    agent: false,
    ca: access.caCertificate,
    cert: access.identity.certificate,
    key: access.identity.key,
    timeout: 10_000,
    headers: { accept: accept ?? 'application/json', 'content-type': 'application/json' },
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const call = request(new URL(path, access.server), options, (answer) => {
    const isGood = (answer.statusCode ?? 500) < 300;
    const isJson = answer.headers['content-type']?.includes('json') ?? false;
    const content: Promise<unknown> = isGood && isJson ? json(answer) : text(answer);
    content.then(
      (value) =>
        isGood ? resolve(value) : reject(new Error(`${method} ${path}: ${answer.statusCode} ${String(value)}`)),
      reject,
    );
  });
  call.once('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within 10 seconds`)));
  call.once('error', reject);
  call.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
