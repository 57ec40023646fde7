import type { MetricRequest } from '@dogwatch/scaling';
import { allOk } from '../../compare.ts';
import { checkServed, type ServeConfig, serveFrom, type StoredMetric, toMetricValue } from './served-metric.ts';
import { defaultNowSeconds, expectation, type GroupRunner, recommendation, type Vector } from './vector.ts';

interface Input {
  readonly store?: readonly StoredMetric[];
  readonly request: MetricRequest;
  readonly config?: ServeConfig;
  readonly now?: number;
}

export const run: GroupRunner = (vector) => {
  const { config = {}, now = defaultNowSeconds, request, store = [] } = vector.input as unknown as Input;
  const values = store.map((stored) => toMetricValue(stored, config));
  return allOk(
    modes(vector).map((mode) =>
      checkServed(expectation(vector), serveFrom(values, request, mode, { config, nowSeconds: now })),
    ),
  );
};

/** A plain 500 is what the Datadog Cluster Agent answers; where the case names the reason, the precise mode must agree. */
function modes(vector: Vector): readonly ('datadog' | 'precise')[] {
  if (recommendation(vector) !== undefined || vector.expected['status'] !== 500) return ['precise'];
  const { store = [] } = vector.input as unknown as Input;
  return store.some(({ reason }) => reason !== undefined) ? ['datadog', 'precise'] : ['datadog'];
}
