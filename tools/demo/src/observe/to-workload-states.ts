import type { DatadogMetric } from '@dogwatch/crds';
import type { Deployment, HorizontalPodAutoscaler } from '@dogwatch/kube';
import type { Workload } from '../scenario/workload.js';
import { conditionsOf, isTrue } from './conditions-of.js';
import { toCondition } from './to-condition.js';
import type { WorkloadState } from './workload-state.js';

/** The objects of the demo's namespace, by `namespace/name`. */
export interface ClusterObjects {
  readonly deployments: ReadonlyMap<string, Deployment>;
  readonly autoscalers: ReadonlyMap<string, HorizontalPodAutoscaler>;
  readonly metrics: ReadonlyMap<string, DatadogMetric>;
}

/** What the objects say about each workload. */
export function toWorkloadStates(
  workloads: readonly Workload[],
  namespace: string,
  { deployments, autoscalers, metrics }: ClusterObjects,
): readonly WorkloadState[] {
  return workloads.map((workload) => {
    const { name, maxReplicas, targetPerReplica } = workload;
    const key = `${namespace}/${name}`;
    const metric = findMetric(workload, namespace, metrics);
    return {
      name,
      maxReplicas,
      targetPerReplica,
      metric: workload.metric.name,
      replicas: deployments.get(key)?.spec?.replicas,
      ...toValue(metric),
      condition: toCondition(metric, autoscalers.get(key)),
    };
  });
}

function findMetric(
  { metric }: Workload,
  namespace: string,
  metrics: ClusterObjects['metrics'],
): DatadogMetric | undefined {
  if (metric.kind === 'datadogMetric') return metrics.get(`${namespace}/${metric.name}`);
  return [...metrics.values()].find(({ spec }) => spec?.externalMetricName === metric.name);
}

function toValue(metric: DatadogMetric | undefined): Pick<WorkloadState, 'dataTimeSeconds' | 'hasGoodValue' | 'value'> {
  const find = conditionsOf(metric);
  const hasGoodValue = isTrue(find('Valid')) && !isTrue(find('Error'));
  const time = find('Updated')?.lastUpdateTime ?? undefined;
  const value = Number(metric?.status?.currentValue);
  // before the first data point the status says 0
  if (time === undefined || !Number.isFinite(value)) {
    return { hasGoodValue, value: undefined, dataTimeSeconds: undefined };
  }
  return { hasGoodValue, value, dataTimeSeconds: Date.parse(time) / 1000 };
}
