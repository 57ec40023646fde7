import type { ExternalMetric } from '../autoscaler.js';
import { type MetricRef, parseMetricRef } from '../metric-ref.js';

/** The label by which KEDA finds the ScaledObject of a metric; it selects by it in every autoscaler that it makes. */
const kedaLabel = 'scaledobject.keda.sh/name';
const indexed = /^s\d+-(?=datadogmetric@)/i;

/** Whether KEDA serves this metric of an autoscaler itself, so that it is nothing to ask Datadog for by its name. */
export function isServedByKeda({ selector }: ExternalMetric): boolean {
  return Object.hasOwn(selector?.matchLabels ?? {}, kedaLabel);
}

/** The DatadogMetric that a trigger of keda-scaler reads, from the name of KEDA's metric: `s0-datadogmetric@NAMESPACE:NAME`. */
export function parseKedaMetricRef(name: string): (MetricRef & { readonly kind: 'reference' }) | undefined {
  if (!indexed.test(name)) return undefined;
  const parsed = parseMetricRef(name.replace(indexed, ''));
  return parsed.ok && parsed.ref.kind === 'reference' ? parsed.ref : undefined;
}
