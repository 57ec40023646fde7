import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';
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
  const sent = await readBody(message);
  if (sent === undefined) {
    return { ok: false, status: 413, message: `A body may have at most ${maxBodyBytes} bytes` };
  }
  const { method = 'GET', headers } = message;
  const bytes = await decompress(sent, headers['content-encoding'] ?? 'identity');
  if (bytes === undefined) {
    return { ok: false, status: 400, message: 'The body is not what its Content-Encoding says' };
  }
  const text = bytes.toString('utf8');
  const [path, parameters] = [url.pathname, url.searchParams];
  return { ok: true, request: { method, path, parameters, headers, body: parseJson(text), text } };
}

const limits = { maxOutputLength: maxBodyBytes };
const decompressors: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  deflate: (bytes) => promisify(inflate)(bytes, limits),
  gzip: (bytes) => promisify(gunzip)(bytes, limits),
  identity: (bytes) => Promise.resolve(bytes),
  zstd: (bytes) => promisify(zstdDecompress)(bytes, limits),
};

async function decompress(bytes: Buffer, encoding: string): Promise<Buffer | undefined> {
  try {
    return await decompressors[encoding.trim().toLowerCase()]?.(bytes);
  } catch {
    return undefined;
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size <= maxBodyBytes) {
      pieces.push(bytes);
    }
  }
  return size <= maxBodyBytes ? Buffer.concat(pieces) : undefined;
}

/** Stands for a body that is no JSON. */
export const notJson: unique symbol = Symbol('not JSON');

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return notJson;
  }
}
