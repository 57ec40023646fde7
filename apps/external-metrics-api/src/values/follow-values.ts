import type { KubeClient, ListWatchState } from '@dogwatch/kube';
import { followMetricValues, type NatsLink } from '@dogwatch/nats';
import {
  createLeaderView,
  createValueStore,
  type LeaderState,
  type ScalingOptions,
  type ValueStore,
} from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import type { SpanContext } from '@opentelemetry/api';
import { followResources } from './follow-resources.js';

/** All values and how well their sources are followed, until stopped. */
export interface Values {
  readonly store: ValueStore<SpanContext>;
  leader(): LeaderState;
  resources(): ListWatchState;
  stop(): Promise<void>;
}

/** What `followValues` needs. */
export interface FollowValuesOptions {
  readonly kube: KubeClient;
  readonly link: NatsLink;
  readonly options: Pick<ScalingOptions, 'maxAgeSeconds' | 'rollupSeconds'>;
  readonly refreshSeconds: number;
  readonly nowMillis: () => number;
  readonly log: Logger;
}

/** Follows both sources of values: the leader over NATS and the status of the DatadogMetrics. */
export function followValues({ kube, link, options, refreshSeconds, nowMillis, log }: FollowValuesOptions): Values {
  // a deleted DatadogMetric is gone at once, whatever the leader last said; the store exists before any event arrives
  const resources = followResources({ client: kube, options, onDeleted: (key) => store.remove(key), log });
  const store = createValueStore<SpanContext>(resources.store, nowMillis);
  const leader = createLeaderView(store, nowMillis);
  const following = followMetricValues({ link, taker: leader, refreshSeconds, log });
  return {
    store,
    leader: () => leader.state(),
    resources: () => resources.state(),
    stop: async () => {
      await Promise.all([following.stop(), resources.stop()]);
    },
  };
}
