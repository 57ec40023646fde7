import { failure, type Failure } from './reasons.js';

/** What the metric name of an autoscaler or of a request stands for. */
export type MetricRef =
  | { readonly kind: 'reference'; readonly namespace: string; readonly name: string }
  /** A Datadog metric name, in the case it was written in. */
  | { readonly kind: 'plain'; readonly metric: string };

const prefix = 'datadogmetric@';
const part = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const pattern = new RegExp(`^${prefix}(?<namespace>${part}):(?<name>${part})$`);

/**
 * Reads a metric name: `datadogmetric@NAMESPACE:NAME`, in any case, refers to a DatadogMetric, whose name must be a DNS
 * label (no dots); a name with that prefix and another shape is a `BadReference`; everything else is a Datadog metric.
 */
export function parseMetricRef(text: string): { readonly ok: true; readonly ref: MetricRef } | Failure {
  const lowered = text.toLowerCase();
  if (!lowered.startsWith(prefix)) return { ok: true, ref: { kind: 'plain', metric: text } };
  const { namespace, name } = pattern.exec(lowered)?.groups ?? {};
  if (namespace === undefined || name === undefined)
    return failure(
      'BadReference',
      `ExternalMetric does not follow DatadogMetric format: "${text}" must be datadogmetric@NAMESPACE:NAME, both of lower-case letters, digits and dashes`,
    );
  return { ok: true, ref: { kind: 'reference', namespace, name } };
}

/** The name under which external.metrics.k8s.io serves a DatadogMetric. */
export function printMetricRef(namespace: string, name: string): string {
  return `${prefix}${namespace}:${name}`;
}
