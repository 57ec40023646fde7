import { setTimeout as pause } from 'node:timers/promises';
import { failure, isRetriedAtOnce, requestRetryDelayMillis } from '@dogwatch/scaling';
import type { Logger, Scrubber } from '@dogwatch/telemetry';
import { abortedFailure, type AttemptEnd, attemptQuery } from './attempt.js';
import type { CallBudget } from './call-budget.js';
import type { ClientEvents } from './client-events.js';
import type { DatadogEndpoint } from './endpoint.js';
import type { Connections } from './proxy.js';
import { printQueryPath, type QueryRange } from './query-path.js';
import { inQuerySpan } from './query-span.js';

/** What asking one endpoint needs besides the endpoint and the question. */
export interface Asking {
  readonly connections: Connections;
  readonly scrubber: Scrubber;
  readonly log: Logger;
  readonly events: ClientEvents;
  readonly userAgent: string;
  readonly propagateTrace: boolean;
  readonly attemptTimeoutMillis: number;
  readonly retryMillis: number;
  readonly maxBodyBytes: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Asks one endpoint: waits for its budget, then repeats what failed on the way or with 5xx, within bounds. Never throws. */
export async function askEndpoint(
  asking: Asking,
  endpoint: DatadogEndpoint,
  range: QueryRange & { readonly signal: AbortSignal },
  budget: CallBudget,
): Promise<AttemptEnd> {
  const startedAt = performance.now();
  for (let failures = 0; ; failures += 1) {
    const end = await askOnce(asking, endpoint, { ...range, resendCount: failures }, budget);
    if (end.ok || end.detail === 'Aborted' || !isRetriedAtOnce(end.reason)) return end;
    const elapsed = performance.now() - startedAt;
    const delay = requestRetryDelayMillis(failures + 1, elapsed, asking.random());
    if (delay === undefined || elapsed + delay > asking.retryMillis) return end;
    asking.log.debug({ endpoint: endpoint.name, reason: end.reason, delayMillis: Math.round(delay) }, end.message);
    const isOver = await pause(delay, false, { signal: range.signal }).catch(() => true);
    if (isOver) return abortedFailure;
  }
}

type Question = QueryRange & { readonly signal: AbortSignal; readonly resendCount: number };

async function askOnce(
  asking: Asking,
  endpoint: DatadogEndpoint,
  question: Question,
  budget: CallBudget,
): Promise<AttemptEnd> {
  const permit = await budget.acquire(question.signal).catch(() => undefined);
  if (permit === undefined) return abortedFailure;
  if (!permit.ok) return budgetFailure(endpoint, permit.retryAfterSeconds);
  const startedAt = performance.now();
  const end = await send(asking, endpoint, question);
  const { httpStatus, rateLimit } = end;
  permit.finish({ httpStatus, rateLimit });
  asking.events.attempt?.({ endpoint: endpoint.name, end, seconds: (performance.now() - startedAt) / 1000 });
  asking.events.budget?.({ endpoint: endpoint.name, gauges: budget.gauges() });
  return end;
}

async function send(asking: Asking, endpoint: DatadogEndpoint, question: Question): Promise<AttemptEnd> {
  const facts = { endpoint, queryCount: question.queries.length, resendCount: question.resendCount };
  return inQuerySpan(facts, (traceHeaders) =>
    attemptQuery({
      endpoint,
      pathAndQuery: printQueryPath(question),
      headers: { ...(asking.propagateTrace ? traceHeaders : {}), 'user-agent': asking.userAgent },
      connections: asking.connections,
      scrubber: asking.scrubber,
      timeoutMillis: asking.attemptTimeoutMillis,
      maxBodyBytes: asking.maxBodyBytes,
      signal: question.signal,
    }),
  );
}

function budgetFailure(endpoint: DatadogEndpoint, retryAfterSeconds: number): AttemptEnd {
  const message = `no call to ${endpoint.name} is free within the time allowed for waiting; the next one is in ${retryAfterSeconds} s`;
  return { ...failure('RateLimited', message), detail: 'BudgetExhausted', rateLimit: { retryAfterSeconds } };
}
