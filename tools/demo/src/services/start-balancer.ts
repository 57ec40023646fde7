import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What a Service is in a cluster: one address for several replicas. */
export interface Balancer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Hands TCP connections to ports of this machine, one after the other. */
export async function startBalancer(host: string, ports: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  let turn = 0;
  const server = createServer({ noDelay: true }, (incoming) => {
    const outgoing = connect({ port: ports[turn++ % ports.length] ?? 0, host: '127.0.0.1', noDelay: true });
    [incoming, outgoing].forEach(keep);
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on('error', () => outgoing.destroy()).on('close', () => outgoing.destroy());
    outgoing.on('error', () => incoming.destroy()).on('close', () => incoming.destroy());
  });
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
