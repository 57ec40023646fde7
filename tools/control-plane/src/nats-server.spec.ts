import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { binaryCache } from './binaries.js';
import { startNatsServer } from './nats-server.js';

async function isRefused(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.once('connect', () => resolve(false));
  socket.once('error', () => resolve(true));
  return promise.finally(() => socket.destroy());
}

// Needs the built binary: machines without Go run the other tests.
it.skipIf(!existsSync(join(binaryCache(), 'nats-server')))('survives a kill on the same port', async () => {
  const server = await startNatsServer({ jetstream: true });
  const { port, pid } = server;
  await server.kill();
  expect(await isRefused(port)).toBe(true);
  await server.start();
  expect(server.pid).not.toBe(pid);
  expect(await isRefused(port)).toBe(false);
  await server.stop();
  expect(await isRefused(port)).toBe(true);
  expect(existsSync(server.logPath)).toBe(false);
});
