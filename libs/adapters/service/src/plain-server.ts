import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A whole answer. */
export interface PlainAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Where a server listens. */
export interface PlainAddress {
  /** The variable that sets the port, for the error message. */
  readonly env: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** All addresses when undefined. */
  readonly host: string | undefined;
}

/** A server that is listening. */
export interface PlainServer {
  readonly port: number;
  /** Stops listening and closes all connections. */
  stop(): Promise<void>;
}

const patienceMillis = 5000;
const maxConnections = 256;

/**
 * A small HTTP server for probes and metrics, apart from the application's own: it answers while that one still starts, or
 * hangs. GET and HEAD only. Rejects with a plain sentence when the port cannot be opened.
 */
export async function startPlainServer(
  { env, port, host }: PlainAddress,
  answer: (path: string) => PlainAnswer | Promise<PlainAnswer>,
): Promise<PlainServer> {
  const server = createServer((request, response) => void respond(request, response, answer));
  server.requestTimeout = patienceMillis;
  server.headersTimeout = patienceMillis;
  server.keepAliveTimeout = patienceMillis;
  server.maxConnections = maxConnections;
  const listening = Promise.withResolvers<void>();
  server.once('error', (error) =>
    listening.reject(new Error(`port ${port} (${env}) cannot be opened: ${error.message}`, { cause: error })),
  );
  server.listen({ port, host }, listening.resolve);
  await listening.promise;
  return {
    port: portOf(server.address()),
    stop: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** The port of a listening TCP server; 0 when it does not listen. */
export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (path: string) => PlainAnswer | Promise<PlainAnswer>,
): Promise<void> {
  const { status, contentType, body } = await decide(request, answer);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function decide(
  request: IncomingMessage,
  answer: (path: string) => PlainAnswer | Promise<PlainAnswer>,
): Promise<PlainAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plainText(405, 'only GET and HEAD\n');
  try {
    return await answer((request.url ?? '/').replace(/\?.*$/s, ''));
  } catch (error) {
    return plainText(500, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** An answer of plain text. */
export function plainText(status: number, body: string): PlainAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
