import { setTimeout as delay } from 'node:timers/promises';
import { printSubject } from '@dogwatch/messages';
import { type NatsResult, refuse } from '../result.js';
import { encodePayload } from '../wire.js';
import { keepConnected } from './connection-keeper.js';
import { toConnectionSettings } from './connection-options.js';
import { limitLog } from './limit-log.js';
import { listen, type LinkContext } from './listen.js';
import type { NatsLink } from './nats-link.js';
import type { NatsOptions } from './nats-options.js';
import { createOutbox, maxPayloadOf, type Outbox } from './outbox.js';
import { request, requestAll } from './request.js';
import { checkFirst, respond } from './respond.js';
import { trackSubscriptions } from './subscription-tracker.js';
import { traceProducer } from './trace-messages.js';
import { createTrafficCounters } from './traffic-counters.js';

const defaultBufferBytes = 8_388_608;
const defaultDrainMillis = 5000;

/**
 * Starts a link to NATS. Returns at once and connects in the background, for ever; see `NatsLink`. Throws when the options are
 * malformed or contradict each other.
 */
export function connectNats(options: NatsOptions): NatsLink {
  const { root = 'dogwatch', name, drainMillis = defaultDrainMillis, bufferBytes = defaultBufferBytes } = options;
  const log = options.log.child({ component: 'nats' });
  assertRoot(root);
  const keeper = keepConnected(toConnectionSettings(options), log);
  const link: LinkContext = { root, keeper, counters: createTrafficCounters(), warn: limitLog(log) };
  const outbox = createOutbox({ ...link, bufferBytes });
  // once all subscriptions are made, so that a process misses nothing it says to itself
  keeper.onConnection(() => queueMicrotask(() => outbox.resume()));
  const { track, stopAll } = trackSubscriptions();
  return {
    root,
    name,
    get connection() {
      return keeper.connection;
    },
    connected: () => keeper.whenConnected(),
    state: () => keeper.state(),
    counters: () => link.counters.snapshot(),
    maxPayloadBytes: () => maxPayloadOf(keeper.connection),
    onStateChange: (listener) => keeper.onStateChange(listener),
    onConnection: (listener) => keeper.onConnection(listener),
    publishJson: (subject, keys, payload) =>
      publish(link, outbox, { template: subject.template, subject: printSubject(root, subject, keys) }, payload),
    subscribeJson: (subject, schema, handler, options = {}) =>
      track(listen(link, subject, checkFirst(link, schema, handler), options)),
    requestJson: (subject, keys, payload, options) => request(link, { subject, keys, payload }, options),
    requestMany: (subject, keys, payload, options) => requestAll(link, { subject, keys, payload }, options),
    respondJson: (subject, schema, handler, options = {}) =>
      track(respond(link, subject, { schema, handler }, options)),
    async stop() {
      await withinBound(
        stopAll().then(() => outbox.flushed()),
        drainMillis,
      );
      await withinBound(keeper.stop(), drainMillis);
    },
  };
}

// fails now rather than at the first message
function assertRoot(root: string): void {
  printSubject(root, { template: 'v1' });
}

function publish(
  link: LinkContext,
  outbox: Outbox,
  target: { template: string; subject: string },
  payload: unknown,
): NatsResult<'sent' | 'buffered'> {
  return traceProducer('publish', target, (headers) => {
    if (!link.keeper.stopped.aborted)
      return outbox.publish({ subject: target.subject, payload: encodePayload(payload), headers });
    link.counters.drop('Stopped');
    return refuse('Stopped', `nothing was sent on ${target.subject}: the NATS link is stopped`);
  });
}

async function withinBound(work: Promise<void>, millis: number): Promise<void> {
  const timer = new AbortController();
  const bound = delay(millis, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([work, bound]);
  timer.abort();
}
