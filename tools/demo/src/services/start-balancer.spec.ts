import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { startBalancer } from './start-balancer.js';

async function startGreeter(greeting: string): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.end(greeting));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

async function readFrom(port: number): Promise<string> {
  let text = '';
  for await (const part of connect(port, '127.0.0.1')) text += String(part);
  return text;
}

test('takes the replicas in turn, and stops', async () => {
  const [a, b] = [await startGreeter('a'), await startGreeter('b')];
  const balancer = await startBalancer('127.0.0.1', [a.port, b.port]);
  expect([await readFrom(balancer.port), await readFrom(balancer.port), await readFrom(balancer.port)]).toEqual([
    'a',
    'b',
    'a',
  ]);
  await balancer.stop();
  await expect(readFrom(balancer.port)).rejects.toThrow('ECONNREFUSED');
  a.server.close();
  b.server.close();
});
