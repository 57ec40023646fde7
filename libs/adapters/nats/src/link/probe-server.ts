import { connect } from 'node:net';
import type { ServerAddress } from './server-list.js';

/**
 * Whether a NATS server greets at this address: undefined when it does, else why not. The official client keeps the socket of
 * an attempt that timed out, so a server that accepts and stays silent must be found out before the client sees it.
 */
export function probeServer(
  { host, port, address }: ServerAddress,
  timeoutMillis: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const finish = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(timeoutMillis, () => finish(`${address} does not answer within ${timeoutMillis} ms`));
    socket.on('error', (error) => finish(`${address}: ${error.message || error.name}`));
    socket.on('close', () => finish(`${address} closed the connection before saying anything`));
    socket.once('data', (greeting: Buffer) => {
      const isNats = /^INFO\b/i.test(greeting.toString('latin1', 0, 5));
      finish(
        isNats
          ? undefined
          : `${address} is not a NATS server: it says ${JSON.stringify(greeting.toString('latin1', 0, 40))}`,
      );
    });
  });
}
