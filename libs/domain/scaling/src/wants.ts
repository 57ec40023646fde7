import { queryWindowSeconds } from './windows.js';
import { metricKey, type MetricState } from './metric-state.js';
import type { ScalingOptions } from './options.js';

/** A query that somebody wants to be asked. Equal `org`, `windowSeconds` and `offsetSeconds` may share a request. */
export interface Want {
  /** Who wants it: `NAMESPACE/NAME` of a DatadogMetric, or any other name. */
  readonly key: string;
  /** Whose keys and whose budget. */
  readonly org: string;
  readonly query: string;
  readonly windowSeconds: number;
  /** The window ends this many seconds ago. */
  readonly offsetSeconds: number;
  /** Whether the query must not share its request, because it was refused before. */
  readonly alone: boolean;
}

/** The metrics to ask for, and why the others are left out. */
export interface WantPlan {
  readonly wants: readonly Want[];
  /** Key -> why it is not asked for now. */
  readonly skipped: ReadonlyMap<string, 'BackingOff' | 'HasProblem' | 'NotActive'>;
}

type WantOptions = Pick<
  ScalingOptions,
  'bucketSizeSeconds' | 'maxAgeSeconds' | 'maxTimeWindowSeconds' | 'splitBatchesWithBackoff'
>;

/** Most refused queries that are tried again in one cycle without back-off, so that they cannot eat up the budget. */
export const maxSuspectsPerCycle = 5;

/** The organisation of DatadogMetrics, whose keys are those of the process. */
export const defaultOrg = 'default';

/**
 * Which metrics are asked for at this moment. Inactive ones and those with a problem are not. With
 * `splitBatchesWithBackoff`, every metric whose last attempt failed by its own fault is asked for alone, after its back-off.
 * Without, only a query that Datadog refused is asked for alone, at most `maxSuspectsPerCycle` at a time, the one that has
 * waited longest first.
 */
export function planWants(metrics: Iterable<MetricState>, options: WantOptions, nowMillis: number): WantPlan {
  const wants: Want[] = [];
  const skipped = new Map<string, 'BackingOff' | 'HasProblem' | 'NotActive'>();
  const suspects: MetricState[] = [];
  for (const state of metrics) {
    const key = metricKey(state.definition);
    if (!state.active) skipped.set(key, 'NotActive');
    else if (state.definition.resolvedQuery === undefined) skipped.set(key, 'HasProblem');
    else if (options.splitBatchesWithBackoff && nowMillis < state.retryAtMillis) skipped.set(key, 'BackingOff');
    else if (state.suspect && !options.splitBatchesWithBackoff) suspects.push(state);
    else wants.push(toWant(state, isAskedAlone(state, options), options));
  }
  suspects.sort((a, b) => a.updatedAtMillis - b.updatedAtMillis);
  for (const state of suspects.slice(0, maxSuspectsPerCycle)) wants.push(toWant(state, true, options));
  for (const { definition } of suspects.slice(maxSuspectsPerCycle)) skipped.set(metricKey(definition), 'BackingOff');
  return { wants, skipped };
}

function isAskedAlone({ suspect, retries }: MetricState, options: WantOptions): boolean {
  return suspect || (options.splitBatchesWithBackoff && retries > 0);
}

function toWant({ definition }: MetricState, alone: boolean, options: WantOptions): Want {
  return {
    key: metricKey(definition),
    org: defaultOrg,
    query: definition.resolvedQuery ?? '',
    windowSeconds: queryWindowSeconds(definition, options),
    offsetSeconds: 0,
    alone,
  };
}
