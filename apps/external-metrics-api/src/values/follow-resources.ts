import { coreResources, type KubeClient, type ListWatch, listWatch } from '@dogwatch/kube';
import type { MetricValue } from '@dogwatch/messages';
import { fromDatadogMetric, type ScalingOptions } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';

/** What `followResources` needs. */
export interface FollowResourcesOptions {
  readonly client: KubeClient;
  readonly options: Pick<ScalingOptions, 'maxAgeSeconds' | 'rollupSeconds'>;
  /** Called with `namespace/name` of a DatadogMetric that is gone. */
  readonly onDeleted: (key: string) => void;
  readonly log: Logger;
}

/** Keeps the values in the status of all DatadogMetrics: what there is to serve while NATS or the leader is away. */
export function followResources({ client, options, onDeleted, log }: FollowResourcesOptions): ListWatch<MetricValue> {
  return listWatch({
    client,
    resource: coreResources.datadogMetrics,
    // a status that carries no time of its last attempt counts as older than anything the leader says
    prune: (object) => fromDatadogMetric(object, options, 0),
    onChange: ({ type, key }) => {
      if (type === 'deleted') onDeleted(key);
    },
    log,
  });
}
