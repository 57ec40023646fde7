import { readFileSync } from 'node:fs';
import { connect, type SecureContext, createSecureContext, type TLSSocket } from 'node:tls';

/** What to send. Each connection sends the next request when the answer to the one before is complete. */
export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  /** Of a client certificate, PEM. */
  readonly certificate?: string;
  readonly key?: string;
  /** Whole requests without a body, sent in turn. */
  readonly requests: readonly string[];
  readonly seconds: number;
}

/** What came back. */
export interface LoadResult {
  readonly answers: number;
  /** Answers with another status than 200. */
  readonly failures: number;
  readonly seconds: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  /** The head and body of one answer. */
  readonly sample: string;
}

/** Counts and times the answers of all connections. */
interface Tally {
  readonly latencies: Float64Array;
  answers: number;
  failures: number;
  sample: string;
  isOver: boolean;
}

const maxLatencies = 4_000_000;
const headEnd = '\r\n\r\n';

/** Calls `onAnswer` for each whole answer on a connection; answers have a Content-Length. */
function followAnswers(socket: TLSSocket, onAnswer: (answer: string) => void): void {
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    for (let end = endOfAnswer(received); end > 0; end = endOfAnswer(received)) {
      const answer = received.slice(0, end);
      received = received.slice(end);
      onAnswer(answer);
    }
  });
}

function endOfAnswer(text: string): number {
  const head = text.indexOf(headEnd);
  if (head < 0) return 0;
  const at = text.indexOf('Content-Length: ');
  if (at < 0 || at > head) throw new Error(`an answer without Content-Length: ${text.slice(0, head)}`);
  const end = head + headEnd.length + Number.parseInt(text.slice(at + 'Content-Length: '.length), 10);
  return text.length < end ? 0 : end;
}

function runConnection(order: LoadOrder, context: SecureContext, first: number, tally: Tally): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { requests, connections } = order;
  const socket = connect({
    port: order.port,
    host: '127.0.0.1',
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  let index = first;
  let sentMillis = 0;
  const send = (): void => {
    sentMillis = performance.now();
    socket.write(requests[index % requests.length] ?? '', 'latin1');
    index += connections;
  };
  socket.setNoDelay(true);
  socket.once('secureConnect', send);
  socket.once('error', reject);
  socket.once('close', resolve);
  followAnswers(socket, (answer) => {
    if (tally.answers < maxLatencies) tally.latencies[tally.answers] = performance.now() - sentMillis;
    tally.answers += 1;
    tally.sample = answer;
    if (!answer.startsWith('HTTP/1.1 200 ')) tally.failures += 1;
    if (tally.isOver) socket.end();
    else send();
  });
  return promise;
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const { certificate: cert, key } = order;
  const context = createSecureContext({ cert, key, minVersion: 'TLSv1.3' });
  const tally: Tally = {
    latencies: new Float64Array(maxLatencies),
    answers: 0,
    failures: 0,
    sample: '',
    isOver: false,
  };
  const start = performance.now();
  setTimeout(() => (tally.isOver = true), order.seconds * 1000);
  await Promise.all(
    Array.from({ length: order.connections }, (_, index) => runConnection(order, context, index, tally)),
  );
  const seconds = (performance.now() - start) / 1000;
  const { answers, failures, sample } = tally;
  const sorted = tally.latencies.subarray(0, Math.min(answers, maxLatencies)).sort();
  const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { answers, failures, seconds, sample, medianMillis: quantile(0.5), p99Millis: quantile(0.99) };
}

// a process of its own: reads the order from standard input, prints the result
const order: LoadOrder = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await run(order)));
