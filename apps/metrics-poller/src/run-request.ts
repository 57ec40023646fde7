import {
  applyBatchAnswer,
  nextRequest,
  type PollOutcome,
  type PollRequest,
  queryRange,
  startBatchRun,
} from '@dogwatch/scaling';
import type { MetricsRequest } from '@dogwatch/datadog';
import type { Reply } from './ask-datadog.js';

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
}

/** What running a request needs from outside. */
export interface RunRequestPorts {
  readonly ask: (question: MetricsRequest) => Promise<Reply>;
  readonly nowMillis: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks for the queries of a request and, when Datadog refuses them together, for ever smaller parts until the query at fault
 * stands alone or the calls for one batch are spent. Gives a result for every query.
 */
export async function runRequest(request: PollRequest, ports: RunRequestPorts): Promise<Map<string, AskResult>> {
  const traces = new Map<string, Omit<AskTrace, 'pointCount'>>();
  let run = startBatchRun(request.queries);
  for (let queries = nextRequest(run); queries !== undefined; queries = nextRequest(run)) {
    const atMillis = ports.nowMillis();
    const range = queryRange(request.windowSeconds, atMillis / 1000, request.offsetSeconds);
    const reply = await ports.ask({ queries, ...range, signal: ports.signal });
    run = applyBatchAnswer(run, reply.answer);
    const { httpStatus, endpoint } = reply;
    const trace = { atMillis, ...range, batchSize: queries.length, calls: run.calls, httpStatus, endpoint };
    for (const query of queries) traces.set(query, trace);
  }
  return toResults(run.outcomes, traces);
}

function toResults(
  outcomes: ReadonlyMap<string, PollOutcome>,
  traces: ReadonlyMap<string, Omit<AskTrace, 'pointCount'>>,
): Map<string, AskResult> {
  const results = new Map<string, AskResult>();
  for (const [query, outcome] of outcomes) {
    const trace = traces.get(query);
    if (trace !== undefined) results.set(query, { outcome, trace: { ...trace, pointCount: outcome.pointCount } });
  }
  return results;
}
