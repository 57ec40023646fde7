import type { DatadogMetric } from '@dogwatch/crds';
import type { Manifest } from './apply.ts';
import type { Lab } from './lab.ts';

const alwaysActive = { 'external-metrics.datadoghq.com/always-active': 'true' };

/** A DatadogMetric that is polled without an autoscaler. */
export function toActiveMetric(namespace: string, name: string, query: string, spec: object = {}): Manifest {
  return {
    apiVersion: 'datadoghq.com/v1alpha1',
    kind: 'DatadogMetric',
    metadata: { name, namespace, annotations: alwaysActive },
    spec: { query, ...spec },
  };
}

/** A DatadogMetric as the API server has it. */
export function getMetric(lab: Lab, namespace: string, name: string): Promise<DatadogMetric> {
  return lab.get<DatadogMetric>(`/apis/datadoghq.com/v1alpha1/namespaces/${namespace}/datadogmetrics/${name}`);
}

/** Condition type to `Status/Reason`. */
export async function conditionsOf(lab: Lab, namespace: string, name: string): Promise<Record<string, string>> {
  const { status } = await getMetric(lab, namespace, name);
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: value, reason }) => [type, `${value}/${reason}`]),
  );
}

/** The path under which external.metrics.k8s.io serves a DatadogMetric. */
export function servedPath(namespace: string, name: string): string {
  return `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/datadogmetric@${namespace}:${name}`;
}
