import { setTimeout as sleep } from 'node:timers/promises';
import { type MetricValuesUpdated, metricValuesUpdated, metricValuesUpdatedSubject } from '@dogwatch/messages';
import type { Logger } from '@dogwatch/telemetry';
import { context, type SpanContext, trace } from '@opentelemetry/api';
import type { NatsLink } from '../link/nats-link.js';
import { type FetchedSnapshot, fetchSnapshot } from './fetch-snapshot.js';
import { createWakeUp } from './wake-up.js';

/** Who takes the values, such as the view of a leader in @dogwatch/scaling. */
export interface MetricValuesTaker {
  /** Takes an event; true when something was missed before it, so that a snapshot is needed. */
  takeEvent(event: MetricValuesUpdated, origin: SpanContext | undefined): boolean;
  /** A snapshot is on its way: what events do from now on, it must not undo. */
  expectSnapshot(): void;
  takeSnapshot(snapshot: FetchedSnapshot): void;
}

/** Brings the leader's values to their taker, until stopped. */
export interface MetricValuesFollower {
  stop(): Promise<void>;
}

/** What `followMetricValues` needs. */
export interface FollowMetricValuesOptions {
  readonly link: Pick<NatsLink, 'onConnection' | 'requestJson' | 'subscribeJson'>;
  readonly taker: MetricValuesTaker;
  /** Time between two snapshots while nothing is missed. */
  readonly refreshSeconds: number;
  readonly log: Logger;
}

const spacingMillis = 250;
const maxRetryMillis = 5000;

/**
 * Follows the values of the leading metrics-poller: events as they come, and a snapshot at the start, after a lost
 * connection, after a gap in the sequence, after a change of leader, and every `refreshSeconds` in any case.
 */
export function followMetricValues(options: FollowMetricValuesOptions): MetricValuesFollower {
  const { link, taker, refreshSeconds, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const wakeUp = createWakeUp();

  async function refresh(): Promise<boolean> {
    taker.expectSnapshot();
    const snapshot = await fetchSnapshot(link);
    if (!snapshot.ok) log.debug({ reason: snapshot.reason }, `No snapshot of the metric values: ${snapshot.message}`);
    taker.takeSnapshot(snapshot);
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
    if (taker.takeEvent(event, trace.getSpanContext(context.active()))) wakeUp.wake();
  });
  const forgetConnection = link.onConnection(() => wakeUp.wake());
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      forgetConnection();
      await subscription.stop();
      await running;
    },
  };
}
