import { createServer as createMetricsServer } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';

// The yardsticks: what Node's HTTPS server does on this machine when it sends back what it was sent or, with operations in
// JSON_PATCH, when it parses a review and answers with these, whatever the review says.
const { TLS_CERTIFICATE: cert, TLS_KEY: key, JSON_PATCH: patch } = process.env;
const operations: unknown = patch === undefined ? undefined : JSON.parse(patch);

function answerTo(body: string): string {
  if (operations === undefined) return body;
  const review: { readonly request: { readonly uid: string } } = JSON.parse(body);
  const base64 = Buffer.from(JSON.stringify(operations)).toString('base64');
  const response = { uid: review.request.uid, allowed: true, patchType: 'JSONPatch', patch: base64 };
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response });
}

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
      const answer = answerTo(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, [
        'Content-Type',
        'application/json',
        'Content-Length',
        String(Buffer.byteLength(answer)),
      ]);
      response.end(answer);
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
