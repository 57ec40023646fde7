import {
  applyBatchAnswer,
  nextRequest,
  type PollOutcome,
  type PollRequest,
  queryRange,
  type RateLimit,
  readWholeSeries,
  startBatchRun,
  type WholeSeries,
} from '@dogwatch/scaling';
import type { OrgQuestion, Reply } from './ask-datadog.js';

/** How one query was last asked for; kept for `dogwatch explain`. */
export interface AskTrace {
  readonly atMillis: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Queries that shared the request. */
  readonly batchSize: number;
  /** Requests it took to get a result for every query of the batch: 1 unless a query was refused. */
  readonly calls: number;
  readonly httpStatus: number | undefined;
  readonly endpoint: string | undefined;
  /** Points of its series; undefined when there was no series. */
  readonly pointCount: number | undefined;
}

/** The result for one query. */
export interface AskResult {
  readonly outcome: PollOutcome;
  readonly trace: AskTrace;
  /** When the answer was there. */
  readonly endedMillis: number;
  readonly rateLimit?: RateLimit | undefined;
  /** All series, when they were asked for and Datadog gave them. */
  readonly series?: readonly WholeSeries[] | undefined;
}

/** What running a request needs from outside. */
export interface RunRequestPorts {
  readonly ask: (question: OrgQuestion) => Promise<Reply>;
  readonly nowMillis: () => number;
  readonly signal: AbortSignal;
  /** How many points of all series to read, asked when the answer is there; by default only what a DatadogMetric needs is read. */
  readonly seriesPoints?: () => number | undefined;
}

/** The last exchange that a query had a part in. */
type Exchange = Omit<AskResult, 'outcome' | 'trace'> & { readonly trace: Omit<AskTrace, 'pointCount'> };

/**
 * Asks for the queries of a request and, when Datadog refuses them together, for ever smaller parts until the query at fault
 * stands alone or the calls for one batch are spent. Gives a result for every query.
 */
export async function runRequest(request: PollRequest, ports: RunRequestPorts): Promise<Map<string, AskResult>> {
  const exchanges = new Map<string, Exchange>();
  let run = startBatchRun(request.queries);
  for (let queries = nextRequest(run); queries !== undefined; queries = nextRequest(run)) {
    const atMillis = ports.nowMillis();
    const range = queryRange(request.windowSeconds, atMillis / 1000, request.offsetSeconds);
    const reply = await ports.ask({ org: request.org, queries, ...range, signal: ports.signal });
    run = applyBatchAnswer(run, reply.answer);
    const { httpStatus, endpoint, rateLimit } = reply;
    const endedMillis = ports.nowMillis();
    const series = readSeries(reply, queries, ports.seriesPoints?.());
    const trace = { atMillis, ...range, batchSize: queries.length, calls: run.calls, httpStatus, endpoint };
    for (const query of queries) exchanges.set(query, { trace, endedMillis, rateLimit, series: series?.get(query) });
  }
  return toResults(run.outcomes, exchanges);
}

function readSeries({ answer, body }: Reply, queries: readonly string[], points: number | undefined) {
  return answer.ok && points !== undefined ? readWholeSeries(body, queries, points) : undefined;
}

function toResults(
  outcomes: ReadonlyMap<string, PollOutcome>,
  exchanges: ReadonlyMap<string, Exchange>,
): Map<string, AskResult> {
  const results = new Map<string, AskResult>();
  for (const [query, outcome] of outcomes) {
    const exchange = exchanges.get(query);
    if (exchange === undefined) continue;
    const trace = { ...exchange.trace, pointCount: outcome.pointCount };
    results.set(query, { ...exchange, outcome, trace });
  }
  return results;
}
