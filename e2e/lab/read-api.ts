import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import type { AppProcess } from './app-process.ts';
import type { Lab } from './lab.ts';

/** An answer of the API, its body parsed when it is JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Reads a path of one replica directly, as KEDA does: with a bearer token and without the aggregator. */
export function readApi(
  lab: Lab,
  replica: AppProcess,
  path: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const request = httpsRequest(
    {
      host: '127.0.0.1',
      port: replica.ports.http,
      path,
      ca: readFileSync(lab.apiCaPath),
      headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
    },
  );
  request.on('error', reject);
  request.end();
  return promise;
}
