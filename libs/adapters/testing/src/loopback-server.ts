import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';

/** Listens on 127.0.0.1 (0 takes a free port), or on another address, and gives the URL that this machine reaches it by. */
export async function listenOnLoopback(server: Server, port: number, host = '127.0.0.1'): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const scheme = server instanceof HttpsServer ? 'https' : 'http';
  return `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
}

/** Ends a server and all its connections; does nothing if it has ended. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
