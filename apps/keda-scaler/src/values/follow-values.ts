import { followMetricValues, type MetricValuesTaker, type NatsLink } from '@dogwatch/nats';
import {
  createLeaderView,
  createValueStore,
  type LeaderState,
  type LeaderView,
  type StoredValue,
  type ValueStore,
} from '@dogwatch/scaling';
import type { Logger } from '@dogwatch/telemetry';
import type { SpanContext } from '@opentelemetry/api';
import { createListeners, type Listeners } from './listeners.js';

/** The values of all DatadogMetrics. */
export interface Values {
  /** By `namespace/name`. */
  get(key: string): StoredValue<SpanContext> | undefined;
  state(): LeaderState;
  /** Calls `onChange` whenever the metric may have another value, until the result is called. */
  follow(key: string, onChange: () => void): () => void;
  /** Resolves as soon as all values have been heard, at the latest `millis` after it was first called. */
  whenLoaded(millis: number): Promise<void>;
}

/** What `followValues` needs. */
export interface FollowValuesOptions {
  readonly link: Pick<NatsLink, 'onConnection' | 'requestJson' | 'subscribeJson'>;
  readonly refreshSeconds: number;
  readonly nowMillis: () => number;
  readonly log: Logger;
}

/** Follows the values of metrics-poller over NATS; statuses of resources are not looked at, so no rights are needed for them. */
export function followValues(options: FollowValuesOptions): Values & { stop(): Promise<void> } {
  const { nowMillis } = options;
  const store: ValueStore<SpanContext> = createValueStore(new Map(), nowMillis);
  const view = createLeaderView(store, nowMillis);
  const listeners = createListeners();
  const loaded = Promise.withResolvers<void>();
  const taker = announce(view, listeners, () => loaded.resolve());
  const following = followMetricValues({ ...options, taker });
  let wait: Promise<void> | undefined;
  return {
    get: (key) => store.get(key),
    state: () => view.state(),
    follow: (key, onChange) => listeners.add(key, onChange),
    whenLoaded: (millis) => (wait ??= within(millis, loaded.promise)),
    stop: async () => {
      loaded.resolve();
      await following.stop();
    },
  };
}

/** Tells listeners of what the view takes. */
function announce(view: LeaderView<SpanContext>, listeners: Listeners, onLoaded: () => void): MetricValuesTaker {
  return {
    expectSnapshot: () => view.expectSnapshot(),
    takeEvent: (event, origin) => {
      const isGap = view.takeEvent(event, origin);
      for (const { name, namespace } of event.values) listeners.call(`${namespace}/${name}`);
      return isGap;
    },
    takeSnapshot: (snapshot) => {
      view.takeSnapshot(snapshot);
      if (!snapshot.ok) return;
      onLoaded();
      listeners.callAll();
    },
  };
}

async function within(millis: number, promise: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, millis);
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
