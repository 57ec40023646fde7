import { setInterval } from 'node:timers';
import { metricSeriesUpdated, metricSeriesUpdatedSubject, metricWantedSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { context, trace } from '@opentelemetry/api';
import { createSeriesMemory, type SeriesMemory, type SeriesMemoryOptions } from './series-memory.js';

/** Series of metrics-poller, followed until stopped. */
export interface FollowedSeries {
  readonly memory: SeriesMemory;
  stop(): Promise<void>;
}

/** What `followSeries` needs. */
export interface FollowSeriesOptions extends Omit<SeriesMemoryOptions, 'send'> {
  readonly link: Pick<NatsLink, 'onConnection' | 'publishJson' | 'subscribeJson'>;
}

const tendEveryMillis = 1000;

/** Connects a memory of series with metrics-poller: wants go out and are renewed, answers of all organizations come in. */
export function followSeries({ link, ...options }: FollowSeriesOptions): FollowedSeries {
  const memory = createSeriesMemory({
    ...options,
    // what cannot be sent now is sent again with the connection, or when it is due
    send: (wanted) => void link.publishJson(metricWantedSubject, { org: wanted.org }, wanted),
  });
  const subscription = link.subscribeJson(metricSeriesUpdatedSubject, metricSeriesUpdated, (updated) =>
    memory.take(updated, trace.getSpanContext(context.active())),
  );
  const sendAll = (): void => memory.sendAll();
  // fails only when the link is stopped before it was ever connected
  const forgetConnection = link.onConnection(() => void subscription.ready().then(sendAll, () => undefined));
  const timer = setInterval(() => memory.tend(), tendEveryMillis);
  return {
    memory,
    stop: async () => {
      clearInterval(timer);
      forgetConnection();
      memory.stop();
      await subscription.stop();
    },
  };
}
