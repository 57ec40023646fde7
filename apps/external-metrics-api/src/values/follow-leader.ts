import { setTimeout as sleep } from 'node:timers/promises';
import { metricValuesUpdated, metricValuesUpdatedSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import type { Logger } from '@dogwatch/telemetry';
import { context, trace } from '@opentelemetry/api';
import { createLeaderView, type LeaderState } from './leader-view.js';
import { fetchSnapshot } from './snapshot.js';
import type { ValueStore } from './value-store.js';
import { createWakeUp } from './wake-up.js';

/** Keeps the leader's values in a store, until stopped. */
export interface LeaderFollower {
  state(): LeaderState;
  stop(): Promise<void>;
}

/** What `followLeader` needs. */
export interface FollowLeaderOptions {
  readonly link: Pick<NatsLink, 'onConnection' | 'requestJson' | 'subscribeJson'>;
  readonly store: ValueStore;
  /** Time between two snapshots while nothing is missed. */
  readonly refreshSeconds: number;
  readonly nowMillis: () => number;
  readonly log: Logger;
}

const spacingMillis = 250;
const maxRetryMillis = 5000;

/**
 * Follows the values of the leading metrics-poller: events as they come, and a snapshot at the start, after a lost
 * connection, after a gap in the sequence, after a change of leader, and every `refreshSeconds` in any case.
 */
export function followLeader({ link, store, refreshSeconds, nowMillis, log }: FollowLeaderOptions): LeaderFollower {
  const stopping = new AbortController();
  const { signal } = stopping;
  const wakeUp = createWakeUp();
  const view = createLeaderView(store, nowMillis);

  async function refresh(): Promise<boolean> {
    view.expectSnapshot();
    const snapshot = await fetchSnapshot(link);
    if (!snapshot.ok) log.debug({ reason: snapshot.reason }, `No snapshot of the metric values: ${snapshot.message}`);
    view.takeSnapshot(snapshot);
    return snapshot.ok;
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      failures = (await refresh()) ? 0 : failures + 1;
      const retryMillis = Math.min(spacingMillis * 2 ** failures, maxRetryMillis);
      // not to be cut short: two leaders that take turns must not cause a storm of snapshots
      await sleep(spacingMillis, undefined, { signal }).catch(() => undefined);
      await wakeUp.wait(failures === 0 ? refreshSeconds * 1000 : retryMillis, signal);
    }
  }

  const subscription = link.subscribeJson(metricValuesUpdatedSubject, metricValuesUpdated, (event) => {
    if (view.takeEvent(event, trace.getSpanContext(context.active()))) wakeUp.wake();
  });
  const forgetConnection = link.onConnection(() => wakeUp.wake());
  const running = run();
  return {
    state: () => view.state(),
    stop: async () => {
      stopping.abort();
      forgetConnection();
      await subscription.stop();
      await running;
    },
  };
}
