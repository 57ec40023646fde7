import { backoffSeconds } from './backoff.js';
import { effectiveMaxAgeSeconds, isFresh, isServable } from './freshness.js';
import type { MetricState } from './metric-state.js';
import type { ScalingOptions } from './options.js';
import { blamesQuery, countsAsRetry, keepsValue, type PollOutcome, type RequestFailure } from './poll-outcome.js';
import type { Problem } from './reasons.js';

/** The moment and the chance that `applyOutcome` decides with. */
export interface OutcomeContext {
  readonly nowMillis: number;
  /** In [0, 1). */
  readonly random: number;
  readonly options: Pick<
    ScalingOptions,
    'maxAgeSeconds' | 'queryValidityPeriodSeconds' | 'rollupSeconds' | 'splitBatchesWithBackoff'
  >;
}

/**
 * The state of a metric after an attempt. A point is always taken over, and is valid while fresh, else `Outdated`. A failure
 * keeps the last value and makes the metric invalid; when the failure says nothing about the query (429, 5xx, ...), only
 * once that value is too old to be served.
 */
export function applyOutcome(state: MetricState, outcome: PollOutcome, context: OutcomeContext): MetricState {
  return outcome.ok ? applyPoint(state, outcome, context) : applyFailure(state, outcome, context);
}

function applyPoint(
  state: MetricState,
  { value, dataTimeSeconds }: Extract<PollOutcome, { ok: true }>,
  { nowMillis, options }: OutcomeContext,
): MetricState {
  const maxAgeSeconds = effectiveMaxAgeSeconds(state.definition, options);
  const fresh = isFresh(dataTimeSeconds, maxAgeSeconds, nowMillis / 1000);
  const age = Math.trunc(nowMillis / 1000) - dataTimeSeconds;
  return {
    ...state,
    value,
    dataTimeSeconds,
    valid: fresh,
    error: fresh ? undefined : outdated(age, maxAgeSeconds),
    updatedAtMillis: nowMillis,
    retries: 0,
    retryAtMillis: 0,
    suspect: false,
  };
}

function outdated(ageSeconds: number, maxAgeSeconds: number): Problem {
  return {
    reason: 'Outdated',
    message: `the newest data point is ${ageSeconds} s old, maxAge is ${maxAgeSeconds} s; raise spec.maxAge when the data always comes late`,
  };
}

function applyFailure(state: MetricState, failure: RequestFailure, context: OutcomeContext): MetricState {
  const { reason, message } = failure;
  const { nowMillis, options, random } = context;
  const isCounted = options.splitBatchesWithBackoff && countsAsRetry(reason);
  const retries = isCounted ? state.retries + 1 : state.retries;
  return {
    ...state,
    valid: keepsValue(reason) && isStillGood(state, context),
    error: { reason, message },
    updatedAtMillis: nowMillis,
    retries,
    retryAtMillis: isCounted ? nowMillis + Math.round(1000 * backoffSeconds(retries, random)) : state.retryAtMillis,
    suspect: blamesQuery(failure) || (state.suspect && keepsValue(reason)),
  };
}

function isStillGood({ valid, dataTimeSeconds, definition }: MetricState, context: OutcomeContext): boolean {
  if (!valid || dataTimeSeconds === undefined) return false;
  const { nowMillis, options } = context;
  return isServable(dataTimeSeconds, effectiveMaxAgeSeconds(definition, options), nowMillis / 1000, options);
}
