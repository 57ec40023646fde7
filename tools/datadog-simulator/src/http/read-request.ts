import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from './route.js';

/** Largest body accepted. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The request, or the status and sentence to refuse it with. */
export type ReadRequest =
  | { readonly ok: true; readonly request: ApiRequest }
  | { readonly ok: false; readonly status: number; readonly message: string };

/** Reads a request to its end. Throws when the connection breaks. */
export async function readRequest(message: IncomingMessage): Promise<ReadRequest> {
  const url = URL.parse(message.url ?? '/', 'http://simulator');
  if (url === null) {
    return { ok: false, status: 400, message: 'The request target is not a URL' };
  }
  const text = await readBody(message);
  if (text === undefined) {
    return { ok: false, status: 413, message: `A body may have at most ${maxBodyBytes} bytes` };
  }
  const body = parseJson(text);
  if (body === notJson) {
    return { ok: false, status: 400, message: 'The body must be JSON' };
  }
  const { method = 'GET', headers } = message;
  return { ok: true, request: { method, path: url.pathname, parameters: url.searchParams, headers, body } };
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size <= maxBodyBytes) {
      pieces.push(bytes);
    }
  }
  return size <= maxBodyBytes ? Buffer.concat(pieces).toString('utf8') : undefined;
}

const notJson = Symbol('not JSON');

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return notJson;
  }
}
