import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDatadogClient, queryPath, type QueryRange } from '@dogwatch/datadog';
import {
  budgetGauges,
  finishCall,
  minimum,
  newBudget,
  observe,
  parseRateLimit,
  queryRange,
  startMinimumWindow,
} from '@dogwatch/scaling';
import { silentLogger } from '@dogwatch/telemetry';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json, text, type Vector } from './vector.ts';

interface Input {
  readonly queries?: readonly string[];
  readonly now?: number;
  readonly windowSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly observations?: readonly { readonly t: number; readonly v: number }[];
  readonly refreshPeriod?: number;
}

export const run: GroupRunner = (vector) => {
  const { headers, observations, refreshPeriod = 30 } = vector.input as Input;
  if (headers !== undefined) return runHeaders(vector, headers);
  if (observations !== undefined) return runObservations(vector, observations, refreshPeriod);
  return runRequest(vector);
};

function runHeaders(vector: Vector, headers: Readonly<Record<string, string>>): CaseResult {
  const lowered = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const rateLimit = parseRateLimit((name) => lowered.get(name));
  const nowMillis = defaultNowSeconds * 1000;
  const budget = finishCall(newBudget(30), { httpStatus: 200, rateLimit }, nowMillis);
  const { limit, period, remaining, remainingMin, reset } = budgetGauges(budget, nowMillis);
  const gauges = {
    rate_limit_queries_limit: limit,
    rate_limit_queries_period: period,
    rate_limit_queries_remaining: remaining,
    rate_limit_queries_reset: reset,
    rate_limit_queries_remaining_min: remainingMin,
  };
  const { gauges: wanted, ...expected } = expectation(vector);
  const isNone = Object.keys(wanted ?? {}).length === 0;
  return allOk([
    compareJson(wanted ?? {}, gauges, { subset: !isNone }),
    compareJson(expected, { labels: { endpoint: queryPath } }, { subset: true }),
  ]);
}

function runObservations(
  vector: Vector,
  observations: NonNullable<Input['observations']>,
  refreshPeriod: number,
): CaseResult {
  let window = startMinimumWindow(2 * refreshPeriod * 1000);
  const min = observations.map(({ t, v }) => {
    window = observe(window, v, t * 1000);
    return minimum(window, t * 1000);
  });
  return compareJson(expectation(vector), { min });
}

/** Lets the client ask a server that answers nothing, and looks at the request that arrives. */
async function runRequest(vector: Vector): Promise<CaseResult> {
  const { now = defaultNowSeconds, queries = [], windowSeconds = 0 } = vector.input as Input;
  const { headers, pathAndQuery, ...expected } = expectation(vector);
  const arrived = await capture({ queries, ...queryRange(windowSeconds, now) });
  const names = Array.isArray(headers) ? headers.map((name) => String(name).toLowerCase()) : [];
  return compareJson(
    { ...expected, ...decode(text(pathAndQuery)), missing: [] },
    {
      method: arrived.method,
      ...decode(arrived.url),
      missing: names.filter((name) => (arrived.headers[name] ?? '') === ''),
    },
  );
}

interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

async function capture(range: QueryRange): Promise<Arrived> {
  let arrived: Arrived = { method: '', url: '', headers: {} };
  const server = createServer(({ method = '', url = '', headers }, response) => {
    arrived = { method, url, headers };
    response.end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = { name: 'server', baseUrl: `http://127.0.0.1:${port}`, apiKey: 'api', appKey: 'app' };
  const client = createDatadogClient({ endpoints: [endpoint], log: silentLogger });
  try {
    await client.queryMetrics(range);
    return arrived;
  } finally {
    await client.close();
    server.closeAllConnections();
    server.close();
  }
}

function decode(pathAndQuery: string): Json {
  const url = new URL(pathAndQuery, 'http://datadog');
  return { path: url.pathname, parameters: Object.fromEntries(url.searchParams) };
}
