import { createServer } from 'node:net';

// Below the range from which systems take the ports of outgoing connections: there, a client that keeps trying to reach a
// server that is down can end up connected to itself, and then the server finds its port taken.
const lowestPort = 10_240;
const highestPort = 32_000;
const maxTries = 100;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}

/** A TCP port of 127.0.0.1 that was free a moment ago: the servers started here cannot choose one themselves. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port of 127.0.0.1 between ${lowestPort} and ${highestPort} in ${maxTries} tries`);
}
