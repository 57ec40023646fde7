import { datadogMetricCrd } from '@dogwatch/crds';
import type { MetricValue } from '@dogwatch/messages';
import { toStatus } from '@dogwatch/scaling';

/** Namespace of the DatadogMetrics of the benchmarks. */
export const namespace = 'bench';

/** Names of `count` DatadogMetrics. */
export function metricNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `checkout-queue-depth-${index}`);
}

/** The query of one DatadogMetric, in the usual shape and length. */
export function queryOf(name: string): string {
  return `avg:bench.queue.depth{kube_namespace:shop,kube_deployment:${name},env:prod}.rollup(avg,60)`;
}

/** The manifest of one DatadogMetric that is always active. */
export function toManifest(name: string): Record<string, unknown> {
  return {
    apiVersion: `${datadogMetricCrd.group}/${datadogMetricCrd.version}`,
    kind: datadogMetricCrd.kind,
    metadata: {
      name,
      namespace,
      annotations: { 'external-metrics.datadoghq.com/always-active': 'true' },
    },
    spec: { query: queryOf(name) },
  };
}

/** A fresh value of one DatadogMetric, as metrics-poller publishes it. */
export function freshValue(name: string, value: number): MetricValue {
  return {
    namespace,
    name,
    active: true,
    valid: true,
    value,
    dataTimeSeconds: Math.floor(Date.now() / 1000) - 20,
    maxAgeSeconds: 120,
    updatedAtMillis: Date.now(),
    reason: '',
    message: '',
  };
}

/** The status that metrics-poller has written for that value. */
export function toStatusOf({ value, dataTimeSeconds, updatedAtMillis }: MetricValue): object {
  return toStatus(
    {
      active: true,
      valid: true,
      value: value ?? 0,
      dataTimeSeconds: dataTimeSeconds ?? undefined,
      updatedAtMillis,
      error: undefined,
      references: [`hpa:${namespace}/checkout`],
    },
    undefined,
  );
}
