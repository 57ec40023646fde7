import { blamesQuery, type BatchAnswer, type PollOutcome, type RequestFailure } from './poll-outcome.js';
import { failure } from './reasons.js';

/** Queries that are still to be asked for. */
interface Part {
  readonly queries: readonly string[];
  /** The refusal of a larger request that must be due to this part; undefined when nothing is known of it. */
  readonly refusal: RequestFailure | undefined;
}

/**
 * One batch on its way to a result for each query. When Datadog refuses the batch, or its answer is too large, it is halved until the query at
 * fault stands alone, so that only that one is marked. Drive it so: while `nextRequest` gives queries, ask for them and hand the
 * answer to `applyBatchAnswer`; then read `outcomes`.
 */
export interface BatchRun {
  /** The last part is next. */
  readonly parts: readonly Part[];
  /** Requests that may still be made. */
  readonly callsLeft: number;
  /** Requests made. */
  readonly calls: number;
  readonly outcomes: ReadonlyMap<string, PollOutcome>;
}

/** Enough to find two culprits among 35 queries; finding one takes at most 12. */
export const defaultCallsPerBatch = 20;

/** Starts a run over distinct queries with at most `maxCalls` requests (at least 1). */
export function startBatchRun(queries: readonly string[], maxCalls = defaultCallsPerBatch): BatchRun {
  const parts = queries.length === 0 ? [] : [{ queries, refusal: undefined }];
  return { parts, callsLeft: Math.max(maxCalls, 1), calls: 0, outcomes: new Map() };
}

/** The queries to ask for next, in one request; undefined when every query has its outcome. */
export function nextRequest(run: BatchRun): readonly string[] | undefined {
  return run.parts.at(-1)?.queries;
}

/** Takes the answer to the request that `nextRequest` named. */
export function applyBatchAnswer(run: BatchRun, answer: BatchAnswer): BatchRun {
  const part = run.parts.at(-1);
  if (part === undefined) return run;
  const asked: BatchRun = {
    ...run,
    parts: run.parts.slice(0, -1),
    callsLeft: run.callsLeft - 1,
    calls: run.calls + 1,
  };
  if (answer.ok) return settle(withoutDoubt(withOutcomes(asked, part.queries, answer.outcomes), part));
  // A copy, because the halves of one refusal find each other by its identity.
  if (blamesQuery(answer)) return settle(split(asked, part.queries, { ...answer }));
  return failAll({ ...asked, parts: [...asked.parts, part] }, answer);
}

function withOutcomes(run: BatchRun, queries: readonly string[], outcomes: readonly PollOutcome[]): BatchRun {
  const missing = failure('MissingResult', 'the answer has no result for this query');
  const added = queries.map((query, index): [string, PollOutcome] => [query, outcomes[index] ?? missing]);
  return { ...run, outcomes: new Map([...run.outcomes, ...added]) };
}

function withOutcome(run: BatchRun, queries: readonly string[], outcome: RequestFailure): BatchRun {
  return withOutcomes(
    run,
    queries,
    queries.map(() => outcome),
  );
}

/**
 * The first half of a refused part was fine, so the other is at fault and need not be asked for as a whole. A single query is
 * asked for all the same, because a request can also be refused for its size.
 */
function withoutDoubt(run: BatchRun, { refusal }: Part): BatchRun {
  const sibling = run.parts.at(-1);
  if (refusal === undefined || sibling?.refusal !== refusal || sibling.queries.length === 1) return run;
  return split({ ...run, parts: run.parts.slice(0, -1) }, sibling.queries, refusal);
}

function split(run: BatchRun, queries: readonly string[], refusal: RequestFailure): BatchRun {
  if (queries.length === 1) return withOutcome(run, queries, refusal);
  const middle = Math.ceil(queries.length / 2);
  const halves = [queries.slice(middle), queries.slice(0, middle)].map((half) => ({ queries: half, refusal }));
  return { ...run, parts: [...run.parts, ...halves] };
}

/** Ends the run when no request is left. */
function settle(run: BatchRun): BatchRun {
  if (run.callsLeft > 0 || run.parts.length === 0) return run;
  const cause = run.parts.find(({ refusal }) => refusal !== undefined)?.refusal?.message ?? '';
  return failAll(
    run,
    failure(
      'CallBudgetSpent',
      `not asked for again in this cycle: ${run.calls} requests were made to find the query that Datadog refuses (${cause})`,
    ),
  );
}

function failAll(run: BatchRun, outcome: RequestFailure): BatchRun {
  const queries = run.parts.flatMap((part) => part.queries);
  return { ...withOutcome(run, queries, outcome), parts: [] };
}
