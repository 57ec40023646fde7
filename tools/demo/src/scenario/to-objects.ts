import type { DatadogMetric } from '@dogwatch/crds';
import type { Deployment, HorizontalPodAutoscaler, MetricIdentifier } from '@dogwatch/kube';
import type { Workload, WorkloadMetric } from './workload.js';

/** Every object of the demo has it; metrics-poller generates DatadogMetrics only for autoscalers with it. */
export const partOfDemo = { 'app.kubernetes.io/part-of': 'dogwatch-demo' } as const;

/** Short, so that one sees it scale down within a wave. */
export const downscaleStabilizationSeconds = 15;

/** The Deployment of a workload: one replica of something that does nothing. */
export function toDeployment({ name }: Workload, namespace: string): Deployment {
  const labels = { app: name, ...partOfDemo };
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'nginx:alpine' }], terminationGracePeriodSeconds: 1 },
      },
    },
  };
}

/** The DatadogMetric of a workload, if it has one of its own. */
export function toDatadogMetric({ metric }: Workload, namespace: string): DatadogMetric | undefined {
  if (metric.kind !== 'datadogMetric') return undefined;
  return { metadata: { name: metric.name, namespace, labels: partOfDemo }, spec: { query: metric.query } };
}

/** The HorizontalPodAutoscaler of a workload: its target is an average per replica. */
export function toAutoscaler(workload: Workload, namespace: string): HorizontalPodAutoscaler {
  const { name, metric, maxReplicas, targetPerReplica } = workload;
  return {
    metadata: { name, namespace, labels: partOfDemo },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas,
      behavior: { scaleDown: { stabilizationWindowSeconds: downscaleStabilizationSeconds } },
      metrics: [
        {
          type: 'External',
          external: {
            metric: toIdentifier(metric, namespace),
            target: { type: 'AverageValue', averageValue: String(targetPerReplica) },
          },
        },
      ],
    },
  };
}

function toIdentifier(metric: WorkloadMetric, namespace: string): MetricIdentifier {
  if (metric.kind === 'datadogMetric') return { name: `datadogmetric@${namespace}:${metric.name}` };
  const { name, labels } = metric;
  return labels === undefined ? { name } : { name, selector: { matchLabels: labels } };
}
