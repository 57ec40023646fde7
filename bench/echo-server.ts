import { createServer as createMetricsServer } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';

// The yardstick: what Node's HTTPS server does on this machine when it sends back what it was sent.
const { TLS_CERTIFICATE: cert, TLS_KEY: key } = process.env;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

const http = await listen(
  createServer({ cert, key, minVersion: 'TLSv1.3' }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))]);
      response.end(body);
    });
  }),
);
const metrics = await listen(
  createMetricsServer((_, response) => {
    const { user, system } = process.cpuUsage();
    const resident = process.memoryUsage.rss();
    response.end(`process_cpu_seconds_total ${(user + system) / 1e6}\nprocess_resident_memory_bytes ${resident}\n`);
  }),
);
process.once('SIGTERM', () => process.exit());
console.log(JSON.stringify({ ports: { http, metrics } }));
