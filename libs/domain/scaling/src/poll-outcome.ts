import type { Point } from './latest-point.js';
import type { Failure, ScalingReason } from './reasons.js';

/** What asking Datadog gave for one query. */
export type PollOutcome =
  | {
      readonly ok: true;
      readonly value: number;
      /** Time of the data point, Unix seconds. */
      readonly dataTimeSeconds: number;
      /** The last points of the series, oldest first. */
      readonly points: readonly Point[];
      /** How many points the series had. */
      readonly pointCount: number;
    }
  | (RequestFailure & {
      /** How many points the series had; undefined when there was no series to look at. */
      readonly pointCount?: number;
    });

/** A failure of a whole request. */
export interface RequestFailure extends Failure {
  /** The answer was larger than anybody would read, which is the fault of one of the queries. */
  readonly tooLarge?: boolean;
}

/** What one request gave: an outcome for each query, in their order, or a failure of the whole request. */
export type BatchAnswer = { readonly ok: true; readonly outcomes: readonly PollOutcome[] } | RequestFailure;

const keeping: ReadonlySet<ScalingReason> = new Set(['CallBudgetSpent', 'InvalidAnswer', 'RateLimited', 'ServerError']);
const refusing: ReadonlySet<ScalingReason> = new Set(['QueryRejected', 'RequestRefused', 'UnprocessableQuery']);
const uncounted: ReadonlySet<ScalingReason> = new Set(['MissingResult', 'Outdated']);

/** Whether the failure says nothing about the query or its data, so that the last value stays valid until it is too old. */
export function keepsValue(reason: ScalingReason): boolean {
  return keeping.has(reason);
}

/** Whether Datadog refused the request for what it asks: one of its queries is the culprit. */
export function isRefusal(reason: ScalingReason): boolean {
  return refusing.has(reason);
}

/** Whether one of the queries of the request is the culprit: Datadog refused it, or it makes the answer too large. */
export function blamesQuery({ reason, tooLarge = false }: RequestFailure): boolean {
  return tooLarge || isRefusal(reason);
}

/** Whether the failure counts for the back-off. */
export function countsAsRetry(reason: ScalingReason): boolean {
  return !keepsValue(reason) && !uncounted.has(reason);
}
