import { createServer as createMetricsServer } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';

// The yardstick: what Node's HTTPS server does on this machine when the answer is fixed and nobody is asked who calls.
const body = JSON.stringify({
  kind: 'ExternalMetricValueList',
  apiVersion: 'external.metrics.k8s.io/v1beta1',
  metadata: {},
  items: [
    {
      metricName: 'datadogmetric@bench:checkout-queue-depth-0',
      metricLabels: null,
      timestamp: '2026-11-24T06:24:00Z',
      value: '123456m',
    },
  ],
});
const headers = ['Content-Type', 'application/json', 'Content-Length', String(body.length)];
const { TLS_CERTIFICATE: cert, TLS_KEY: key } = process.env;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

const options = { cert, key, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' } as const;
const http = await listen(
  createServer(options, (_, response) => {
    response.writeHead(200, headers);
    response.end(body, 'latin1');
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
