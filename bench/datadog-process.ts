import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { metricNames } from './datadog-metrics.ts';

// Datadog in a process of its own: `simulated` really evaluates the queries, `canned` answers a point for each at once.
const [mode, count] = process.argv.slice(2);

/** One call: when it came. */
function note(): void {
  process.send?.({ calledMillis: Date.now() });
}

async function startSimulated(): Promise<string> {
  const simulator = await startDatadogSimulator({
    series: metricNames(Number(count)).map((name, index) => ({
      metric: 'bench.queue.depth',
      tags: ['kube_namespace:shop', `kube_deployment:${name}`, 'env:prod'],
      originSeconds: 0,
      value: { kind: 'sine', base: 1000 + index, amplitude: 100, periodSeconds: 600 },
    })),
  });
  simulator.calls.onCall(note);
  return simulator.url;
}

function answerCanned(request: IncomingMessage, response: ServerResponse): void {
  note();
  const url = new URL(request.url ?? '/', 'http://localhost');
  const queries = (url.searchParams.get('query') ?? '').split('.rollup(').length - 1;
  const end = Math.floor(Number(url.searchParams.get('to')) / 60) * 60_000;
  const series = Array.from({ length: queries }, (_, index) => ({
    metric: 'bench.queue.depth',
    query_index: index,
    scope: 'env:prod',
    interval: 60,
    pointlist: Array.from({ length: 5 }, (_, back) => [end - (4 - back) * 60_000, Math.random() * 1000]),
  }));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ status: 'ok', res_type: 'time_series', series }));
}

async function startCanned(): Promise<string> {
  const server = createServer(answerCanned);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return `http://127.0.0.1:${address.port}`;
}

process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send?.({ url: mode === 'canned' ? await startCanned() : await startSimulated() });
