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
import { compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { defaultNowSeconds, expectation, type GroupRunner, type Json, type Vector } from './vector.ts';

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
  const gauges = Object.entries(budgetGauges(budget, nowMillis)).map(([name, value]) => [
    `rate_limit_queries_${name}`,
    value,
  ]);
  return compareJson(
    expectation(vector),
    { gauges: Object.fromEntries(gauges), labels: { endpoint: '/api/v1/query' } },
    { subset: true },
  );
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

function runRequest(vector: Vector): CaseResult {
  const { now = defaultNowSeconds, queries = [], windowSeconds = 0 } = vector.input as Input;
  const { fromSeconds, toSeconds } = queryRange(windowSeconds, now);
  const { headers: _, pathAndQuery, ...expected } = expectation(vector);
  const wanted = new URL(String(pathAndQuery), 'http://datadog');
  return compareJson(
    { ...expected, path: wanted.pathname, parameters: Object.fromEntries(wanted.searchParams) },
    {
      method: 'GET',
      path: '/api/v1/query',
      parameters: { from: String(fromSeconds), to: String(toSeconds), query: queries.join(',') } satisfies Json,
    },
  );
}
