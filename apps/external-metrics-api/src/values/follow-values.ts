import type { KubeClient, ListWatchState } from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import type { ScalingOptions } from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import { followLeader } from './follow-leader.js';
import { followResources } from './follow-resources.js';
import type { LeaderState } from './leader-view.js';
import { createValueStore, type ValueStore } from './value-store.js';

/** All values and how well their sources are followed, until stopped. */
export interface Values {
  readonly store: ValueStore;
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
  const store = createValueStore(resources.store, nowMillis);
  const leader = followLeader({ link, store, refreshSeconds, nowMillis, log });
  return {
    store,
    leader: () => leader.state(),
    resources: () => resources.state(),
    stop: async () => {
      await Promise.all([leader.stop(), resources.stop()]);
    },
  };
}
