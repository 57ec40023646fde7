import {
  coreResources,
  type KubeClient,
  type KubeObject,
  type ListWatch,
  listWatch,
  type Resource,
} from '@dogwatch/kube';
import { silentLogger } from '@dogwatch/telemetry';
import type { Cleanup } from '../cleanup.js';
import type { ClusterObjects } from './to-workload-states.js';

/** Follows the objects of a namespace; `onChange` is called after each change. Resolves when all are there. */
export async function watchCluster(
  client: KubeClient,
  namespace: string,
  onChange: () => void,
  cleanup: Cleanup,
): Promise<ClusterObjects> {
  const follow = <T extends KubeObject>(resource: Resource<T>): ListWatch<T> => {
    const prune = (object: T): T => object;
    const watch = listWatch({ client, resource, namespace, prune, onChange, log: silentLogger });
    cleanup.add(`watch of ${resource.plural}`, () => watch.stop());
    return watch;
  };
  const deployments = follow(coreResources.deployments);
  const autoscalers = follow(coreResources.horizontalPodAutoscalers);
  const metrics = follow(coreResources.datadogMetrics);
  await Promise.all([deployments.synced, autoscalers.synced, metrics.synced]);
  return { deployments: deployments.store, autoscalers: autoscalers.store, metrics: metrics.store };
}
