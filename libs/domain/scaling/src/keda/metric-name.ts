import { printMetricRef } from '../metric-ref.js';

/** The name that KEDA gives the metric of a query, without the index of the trigger: all that stands before the first `{`. */
export function queryMetricName(query: string): string {
  const [head = ''] = query.split('{');
  return `datadog-${head}`.replaceAll(/[/.:%()]/g, '-');
}

/** The name that KEDA's own scaler gives the metric of a DatadogMetric; it has no index, so it can stand in a ScaledObject only once. */
export function datadogMetricName(namespace: string, name: string): string {
  return printMetricRef(namespace, name);
}

/** A metric name as KEDA puts it into the HorizontalPodAutoscaler: `s0-...` for the first trigger. */
export function withTriggerIndex(triggerIndex: number, metricName: string): string {
  return `s${triggerIndex}-${metricName}`;
}
