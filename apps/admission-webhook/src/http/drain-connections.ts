import type { Server } from 'node:net';

const lookMillis = 20;

/**
 * Waits until no connection is left, or for `limitMillis`. Meanwhile answers must say `Connection: close`, so that callers leave
 * by themselves after a call: one whose connection is closed while it sends does not send again.
 */
export async function drainConnections(server: Server, limitMillis: number): Promise<void> {
  const endMillis = performance.now() + limitMillis;
  while (performance.now() < endMillis && (await countConnections(server)) > 0) {
    await new Promise((resolve) => setTimeout(resolve, lookMillis));
  }
}

async function countConnections(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  return promise;
}
