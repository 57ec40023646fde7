import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a Service is to its pods: one port in front of several, each new connection to the next one that listens. */
export interface Balancer {
  readonly port: number;
  /**
   * Replaces the backends. Connections are cut, so that clients connect again to those that are left; with `keep` they stay
   * where they are until an end closes them, as those of kube-proxy do.
   */
  setBackends(ports: readonly number[], connections?: 'cut' | 'keep'): void;
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
  const dial = (client: Socket, triesLeft: number): void => {
    const port = backends[turn++ % Math.max(backends.length, 1)];
    if (port === undefined || triesLeft === 0 || client.destroyed) {
      client.destroy();
      return;
    }
    const backend = connect({ port, host: '127.0.0.1', noDelay: true });
    const onRefused = (): void => dial(client, triesLeft - 1);
    backend.once('error', onRefused);
    backend.once('connect', () => {
      track(backend).off('error', onRefused);
      client.pipe(backend).pipe(client);
      client.once('close', () => backend.destroy());
      backend.once('close', () => client.destroy());
    });
  };
  // a proxy that holds back small pieces would add 40 ms to what comes in two
  const server = createServer({ noDelay: true }, (client) => dial(track(client), backends.length));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setBackends(ports, connections = 'cut') {
      backends = ports;
      if (connections === 'keep') return;
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
