import type { NatsSubscription } from './nats-link.js';

/** Remembers the subscriptions that have to end with the link. */
export interface SubscriptionTracker {
  readonly track: (subscription: NatsSubscription) => NatsSubscription;
  readonly stopAll: () => Promise<void>;
}

/** A tracker; a subscription that is stopped by itself is forgotten. */
export function trackSubscriptions(): SubscriptionTracker {
  const running = new Set<NatsSubscription>();
  return {
    track(subscription) {
      const tracked: NatsSubscription = {
        ready: () => subscription.ready(),
        async stop() {
          running.delete(tracked);
          await subscription.stop();
        },
      };
      running.add(tracked);
      return tracked;
    },
    async stopAll() {
      await Promise.allSettled([...running].map((subscription) => subscription.stop()));
    },
  };
}
