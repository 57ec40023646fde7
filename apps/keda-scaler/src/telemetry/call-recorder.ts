import { type Metadata, status } from '@grpc/grpc-js';
import { type Refusal, toStatusCode } from '../grpc/refusal.js';
import type { Answered } from '../triggers/answer-call.js';
import type { DecisionLog } from '../explain/decision-log.js';
import type { RefusalLog } from './refusal-log.js';
import type { RecordCallSpan } from './call-span.js';
import type { ScalerMetrics } from './scaler-metrics.js';

/** The calls of KEDA. */
export type Method = 'GetMetricSpec' | 'GetMetrics' | 'IsActive' | 'StreamIsActive' | 'StreamMetricSpec';

/** A call that has been answered. */
export interface AnsweredCall {
  readonly method: Method;
  /** What the caller sent along, its trace among it. */
  readonly metadata: Metadata;
  /** Of `performance.now()`. */
  readonly startedAt: number;
  readonly answered: Answered<unknown>;
}

/** Tells metrics, traces, the log and explanations of a call. */
export type RecordCall = (call: AnsweredCall) => void;

/** Where calls are recorded. */
export interface CallRecorderSinks {
  readonly metrics: ScalerMetrics;
  readonly refusals: RefusalLog;
  readonly decisions: DecisionLog;
  /** Undefined when traces go nowhere. */
  readonly recordSpan: RecordCallSpan | undefined;
  readonly nowMillis: () => number;
}

/** Records calls in all of these. */
export function createCallRecorder(sinks: CallRecorderSinks): RecordCall {
  const { decisions, metrics, nowMillis, recordSpan, refusals } = sinks;
  return (call) => {
    const { answered, method, startedAt } = call;
    const { reading, reply, trigger } = answered;
    const refusal = reply.ok ? undefined : reply;
    const code = toCode(refusal);
    const elapsedMillis = performance.now() - startedAt;
    metrics.observe({ method, code: status[code] ?? '', reason: refusal?.reason ?? '' }, elapsedMillis / 1000);
    if (reading?.ageSeconds !== undefined) metrics.observeAge(reading.ageSeconds);
    if (trigger !== undefined) decisions.recordAnswer(trigger.key, { method, answered, atMillis: nowMillis() });
    if (refusal !== undefined) refusals.tell(refusal, trigger);
    recordSpan?.(call, code, elapsedMillis);
  };
}

function toCode(refusal: Refusal | undefined): status {
  return refusal === undefined ? status.OK : toStatusCode(refusal.reason);
}
