import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { externalScalerService, loadService } from '@dogwatch/keda-scaler';
import { Server, ServerCredentials, type handleUnaryCall } from '@grpc/grpc-js';

// The yardstick: what grpc-js does on this machine when the answer is fixed and nobody looks at the question.
const answer = { metricValues: [{ metricName: 'datadog-avg-shop-load', metricValue: 42, metricValueFloat: 42.5 }] };
const getMetrics: handleUnaryCall<unknown, unknown> = (_, callback) => callback(null, answer);
const server = new Server();
server.addService(loadService('externalscaler.proto', externalScalerService), { GetMetrics: getMetrics });
const { promise: bound, resolve, reject } = Promise.withResolvers<number>();
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
  error === null ? resolve(port) : reject(error),
);
const http = await bound;
const metrics = createServer((_, response) => {
  const { user, system } = process.cpuUsage();
  const resident = process.memoryUsage.rss();
  response.end(`process_cpu_seconds_total ${(user + system) / 1e6}\nprocess_resident_memory_bytes ${resident}\n`);
}).listen(0, '127.0.0.1', () => {
  const { port } = metrics.address() as AddressInfo;
  console.log(JSON.stringify({ ports: { http, metrics: port } }));
});
process.once('SIGTERM', () => process.exit());
