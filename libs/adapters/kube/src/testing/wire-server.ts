import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that says exactly what a test wants it to say. */
export interface WireServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly WireRequest[];
  stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1 that leaves every answer to `answer`. */
export async function startWireServer(
  answer: (request: WireRequest, response: ServerResponse, number: number) => Promise<void> | void,
  options: { readonly port?: number } = {},
): Promise<WireServer> {
  const requests: WireRequest[] = [];
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://wire');
    const { method = '', headers } = incoming;
    void text(incoming).then((body) => {
      const request = { method, path: url.pathname, query: url.searchParams, headers, body };
      requests.push(request);
      return answer(request, response, requests.length);
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(options.port ?? 0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    stop: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with a Status, as the API server does. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: `${reason} happened`, code };
  sendJson(response, code, status, headers);
}
