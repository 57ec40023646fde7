import { minimum, observe, startMinimumWindow, type MinimumWindow } from './minimum-window.js';
import type { RateLimit } from './rate-limit.js';

/**
 * The rate limit of one organisation, as all its calls share it. Use it so: wait until `nextCallAtMillis` is not in the future
 * (and look again, because it moves), then `startCall`, and `finishCall` with what the answer says.
 */
export interface Budget {
  /** As of the last answer, less the calls that were started since; undefined while unknown. */
  readonly remaining: number | undefined;
  readonly limit: number | undefined;
  readonly periodSeconds: number | undefined;
  /** When the period ends, Unix milliseconds; undefined while unknown. */
  readonly resetAtMillis: number | undefined;
  /** No call before this time, Unix milliseconds, because of a 429. */
  readonly pausedUntilMillis: number;
  /** Pauses in a row. */
  readonly refusals: number;
  readonly inFlight: number;
  /** When the last call started, Unix milliseconds. */
  readonly lastCallAtMillis: number;
  /** The remaining calls seen lately. */
  readonly seen: MinimumWindow;
}

/** How a call ended. */
export interface CallEnd {
  /** Undefined when there was no answer. */
  readonly httpStatus: number | undefined;
  readonly rateLimit?: RateLimit | undefined;
}

/** Values of the gauges `rate_limit_queries_*`; a value is undefined while unknown. */
export interface BudgetGauges {
  readonly limit: number | undefined;
  readonly period: number | undefined;
  readonly reset: number | undefined;
  readonly remaining: number | undefined;
  readonly remainingMin: number | undefined;
}

const observedPeriods = 2;
/** Below this part of an even share the rest is spread evenly; above, calls go at once. */
const slack = 0.8;
const firstPauseSeconds = 30;
const maxBlindPauseSeconds = 300;
const maxPauseSeconds = 3600;

/** A budget that nothing is known of, which allows every call. */
export function newBudget(refreshPeriodSeconds: number): Budget {
  return {
    remaining: undefined,
    limit: undefined,
    periodSeconds: undefined,
    resetAtMillis: undefined,
    pausedUntilMillis: 0,
    refusals: 0,
    inFlight: 0,
    lastCallAtMillis: 0,
    seen: startMinimumWindow(observedPeriods * refreshPeriodSeconds * 1000),
  };
}

/**
 * When the next call may start, Unix milliseconds; not after `nowMillis` means at once, Infinity means after a call in flight
 * has ended. As long as the remaining calls keep up with the time that is left of the period, calls are free; once they fall
 * behind, the rest is spread evenly over that time. After a 429 one call probes alone when the pause is over.
 */
export function nextCallAtMillis(budget: Budget, nowMillis: number): number {
  if (budget.refusals > 0 && budget.inFlight > 0) return Number.POSITIVE_INFINITY;
  return Math.max(budget.pausedUntilMillis, nextPacedAtMillis(budget, nowMillis));
}

function nextPacedAtMillis(budget: Budget, nowMillis: number): number {
  const { remaining, resetAtMillis } = budget;
  if (remaining === undefined || resetAtMillis === undefined || nowMillis >= resetAtMillis) return 0;
  if (remaining <= 0) return resetAtMillis;
  const leftMillis = resetAtMillis - nowMillis;
  if (remaining >= slack * evenShare(budget, leftMillis)) return 0;
  return Math.min(budget.lastCallAtMillis + leftMillis / remaining, resetAtMillis);
}

/** How many calls would be left if they were spread evenly over the period; Infinity while that is not known. */
function evenShare({ limit, periodSeconds }: Budget, leftMillis: number): number {
  if (limit === undefined || periodSeconds === undefined || periodSeconds <= 0) return Number.POSITIVE_INFINITY;
  return (limit * leftMillis) / (periodSeconds * 1000);
}

/** A call starts. */
export function startCall(budget: Budget, nowMillis: number): Budget {
  const current = forgetOldPeriod(budget, nowMillis);
  return {
    ...current,
    remaining: current.remaining === undefined ? undefined : Math.max(current.remaining - 1, 0),
    inFlight: current.inFlight + 1,
    lastCallAtMillis: nowMillis,
  };
}

/** A call has ended; what its answer says of the limit is taken over, and a 429 pauses all calls. */
export function finishCall(budget: Budget, { httpStatus, rateLimit = {} }: CallEnd, nowMillis: number): Budget {
  const inFlight = Math.max(budget.inFlight - 1, 0);
  const known = takeOver({ ...forgetOldPeriod(budget, nowMillis), inFlight }, rateLimit, nowMillis);
  if (httpStatus === 429) return pause(known, rateLimit, nowMillis);
  // During a pause it is a call from before the 429, which proves nothing.
  const provesNothing = httpStatus === undefined || httpStatus >= 500 || nowMillis < budget.pausedUntilMillis;
  return provesNothing ? known : { ...known, refusals: 0, pausedUntilMillis: 0 };
}

/** The gauges of a budget. */
export function budgetGauges(budget: Budget, nowMillis: number): BudgetGauges {
  const { limit, periodSeconds, resetAtMillis, remaining, seen } = budget;
  return {
    limit,
    period: periodSeconds,
    reset: resetAtMillis === undefined ? undefined : Math.max(0, Math.round((resetAtMillis - nowMillis) / 1000)),
    remaining,
    remainingMin: minimum(seen, nowMillis),
  };
}

function forgetOldPeriod(budget: Budget, nowMillis: number): Budget {
  const { resetAtMillis } = budget;
  if (resetAtMillis === undefined || nowMillis < resetAtMillis) return budget;
  return { ...budget, remaining: undefined, resetAtMillis: undefined };
}

function takeOver(budget: Budget, rateLimit: RateLimit, nowMillis: number): Budget {
  const { limit, periodSeconds, remaining, resetSeconds } = rateLimit;
  if (remaining === undefined) return budget;
  return {
    ...budget,
    limit: limit ?? budget.limit,
    periodSeconds: periodSeconds ?? budget.periodSeconds,
    // Datadog may not have counted the calls that are still in flight.
    remaining: Math.max(remaining - budget.inFlight, 0),
    resetAtMillis: resetSeconds === undefined ? budget.resetAtMillis : nowMillis + resetSeconds * 1000,
    seen: observe(budget.seen, remaining, nowMillis),
  };
}

function pause(budget: Budget, { retryAfterSeconds, resetSeconds }: RateLimit, nowMillis: number): Budget {
  // Calls that were under way together are refused together; that is one refusal.
  const refusals = nowMillis < budget.pausedUntilMillis ? budget.refusals : budget.refusals + 1;
  const blind = Math.min(firstPauseSeconds * 2 ** Math.min(refusals - 1, 10), maxBlindPauseSeconds);
  const seconds = Math.min(Math.max(retryAfterSeconds ?? 0, resetSeconds ?? 0) || blind, maxPauseSeconds);
  return {
    ...budget,
    refusals,
    pausedUntilMillis: Math.max(budget.pausedUntilMillis, nowMillis + seconds * 1000),
  };
}
