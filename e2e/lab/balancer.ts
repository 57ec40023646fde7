import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a Service is to its pods: one port in front of several, each new connection to the next one that listens. */
export interface Balancer {
  readonly port: number;
  /** Replaces the backends; connections that exist stay. */
  setBackends(ports: readonly number[]): void;
  stop(): Promise<void>;
}

/** Starts a balancer on a free port of 127.0.0.1. */
export async function startBalancer(): Promise<Balancer> {
  let backends: readonly number[] = [];
  let turn = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((client) => {
    const port = backends[turn++ % Math.max(backends.length, 1)];
    track(client);
    if (port === undefined) {
      client.destroy();
      return;
    }
    const backend = track(connect(port, '127.0.0.1'));
    client.pipe(backend).pipe(client);
    client.once('close', () => backend.destroy());
    backend.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setBackends(ports) {
      backends = ports;
      // as when endpoints change: clients connect again, to those that are left
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
