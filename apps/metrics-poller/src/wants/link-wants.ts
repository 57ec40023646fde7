import { metricSeriesUpdatedSubject, metricWanted, metricWantedSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { createRareLog } from '@dogwatch/telemetry';
import { createPollerWants, type PollerWants, type PollerWantsOptions } from './poller-wants.js';
import { createSeriesPublisher, type SeriesPublisherOptions } from './series-publisher.js';

/** What wants over NATS need besides the link. */
export type LinkWantsOptions = Omit<PollerWantsOptions, 'nowMillis' | 'publisher'> &
  Pick<SeriesPublisherOptions, 'epoch' | 'refreshPeriodSeconds'>;

/** Wants whose answers go out over NATS. */
export function createLinkWants(link: NatsLink, options: LinkWantsOptions): PollerWants {
  const { epoch, refreshPeriodSeconds, log } = options;
  const { warn } = createRareLog(log);
  const publisher = createSeriesPublisher({
    epoch,
    refreshPeriodSeconds,
    nowMillis: Date.now,
    maxMessageBytes: () => link.maxPayloadBytes(),
    publish(org, message) {
      const result = link.publishJson(metricSeriesUpdatedSubject, { org }, message);
      if (result.ok) return;
      const { reason, message: cause } = result;
      warn({ reason, cause, org }, 'answers to wants could not be published; they go out when they are wanted again');
    },
  });
  return createPollerWants({ ...options, publisher, nowMillis: Date.now });
}

/**
 * Hears wants until it is stopped; only who leads does. Says so as soon as it can hear, for those who want something to say it
 * again. `changed` is called when there is something new to ask for or to publish.
 */
export function hearWants(link: NatsLink, wants: PollerWants, changed: () => void): { stop(): Promise<void> } {
  let isOver = false;
  const subscription = link.subscribeJson(metricWantedSubject, metricWanted, (want, { keys }) => {
    // who may publish for one organization only must not reach the keys of another
    if (!isOver && keys.org === want.org && wants.observe(want)) changed();
  });
  const tell = (): void => {
    if (!isOver) wants.signOfLife();
  };
  // fails only when the link is stopped before it was ever connected: there is nobody to tell then
  void subscription.ready().then(tell, () => undefined);
  return {
    stop() {
      isOver = true;
      return subscription.stop();
    },
  };
}
