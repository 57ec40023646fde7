import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Which bodies to send to the intake. */
export interface LogLoadOrder {
  readonly port: number;
  readonly connections: number;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  /** So many requests in all. */
  readonly requests: number;
  /** Milliseconds between two requests of a connection; 0: the next goes out when the answer is there. */
  readonly pauseMillis: number;
}

/** How the intake answered. */
export interface LogLoadResult {
  readonly failures: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  /** One answer that was no 202. */
  readonly failure: string;
}

interface Tally {
  readonly latencies: number[];
  sent: number;
  failures: number;
  failure: string;
}

function toRequest(body: string): Buffer {
  const bytes = Buffer.from(body);
  const head = `POST /api/v2/logs HTTP/1.1\r\nHost: logs\r\nDD-API-KEY: k\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Sends a request and waits for the answer, which is short: it comes as one piece. */
async function exchange(socket: Socket, request: Buffer): Promise<string> {
  const answered = once(socket, 'data');
  socket.write(request);
  return String((await answered)[0]);
}

async function runConnection(order: LogLoadOrder, requests: readonly Buffer[], tally: Tally): Promise<void> {
  const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  while (tally.sent < order.requests) {
    const request = requests[tally.sent % requests.length] ?? Buffer.alloc(0);
    tally.sent += 1;
    const start = performance.now();
    const answer = await exchange(socket, request);
    tally.latencies.push(performance.now() - start);
    if (!answer.startsWith('HTTP/1.1 202 ')) [tally.failures, tally.failure] = [tally.failures + 1, answer];
    if (order.pauseMillis > 0) await delay(order.pauseMillis);
  }
  socket.end();
}

async function run(order: LogLoadOrder): Promise<LogLoadResult> {
  const tally: Tally = { latencies: [], sent: 0, failures: 0, failure: '' };
  const requests = order.bodies.map(toRequest);
  await Promise.all(Array.from({ length: order.connections }, () => runConnection(order, requests, tally)));
  const sorted = tally.latencies.toSorted((left, right) => left - right);
  const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const { failures, failure } = tally;
  return { failures, failure, medianMillis: quantile(0.5), p99Millis: quantile(0.99) };
}

// a process of its own: reads the order from standard input, prints the result
const order: LogLoadOrder = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await run(order)));
