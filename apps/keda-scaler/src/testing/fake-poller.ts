import {
  type MetricSeriesAnswer,
  metricSeriesUpdatedSubject,
  type MetricSnapshot,
  metricSnapshotRequest,
  metricSnapshotSubject,
  type MetricValue,
  metricValuesUpdatedSubject,
  type MetricWanted,
  metricWanted,
  metricWantedSubject,
} from '@dogwatch/messages';
import { connectNats, type NatsLink, type NatsSubscription } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';

/** A metrics-poller that leads, as far as it is heard over NATS. */
export interface FakePoller {
  /** All wants that have come in. */
  readonly wants: MetricWanted[];
  /** Resolves with the next want. */
  nextWant(): Promise<MetricWanted>;
  /** What it says of a want at once; undefined says nothing. */
  reply: (wanted: MetricWanted) => Partial<MetricSeriesAnswer> | undefined;
  /** Says something of a query; undefined says nothing. */
  say(wanted: MetricWanted, answer: Partial<MetricSeriesAnswer> | undefined): void;
  /** A sign of life. */
  beat(): void;
  /** Publishes values of DatadogMetrics, which snapshots then hold too. */
  publishValues(...values: readonly MetricValue[]): void;
  /** Another one leads from now on. */
  changeLeader(epoch: string): void;
  stop(): Promise<void>;
}

/** Connects a poller that answers every want with `reply`. */
export async function startFakePoller(url: string): Promise<FakePoller> {
  const link = connectNats({ servers: url, name: 'poller', log: silentLogger, reconnectMillis: 20 });
  await link.connected();
  const wants: MetricWanted[] = [];
  const values = new Map<string, MetricValue>();
  let epoch = 'one';
  let sequence = 0;
  let next = Promise.withResolvers<MetricWanted>();
  const publish = (org: string, answers: readonly MetricSeriesAnswer[]): void => {
    const message = { epoch, sentAtMillis: Date.now(), refreshPeriodSeconds: 30, answers };
    link.publishJson(metricSeriesUpdatedSubject, { org }, message);
  };
  const poller: FakePoller = {
    wants,
    nextWant: () => next.promise,
    reply: () => ({ series: [seriesOf(5)] }),
    say: (wanted, answer) => answer && publish(wanted.org, [toAnswer(wanted, answer)]),
    beat: () => publish('default', []),
    publishValues: (...updated) => {
      for (const value of updated) values.set(`${value.namespace}/${value.name}`, value);
      sequence += 1;
      const event = { epoch, sequence, sentAtMillis: Date.now(), values: updated, removed: [] };
      link.publishJson(metricValuesUpdatedSubject, {}, event);
    },
    changeLeader: (name) => {
      epoch = name;
      poller.beat();
    },
    stop: () => link.stop(),
  };
  const subscription = link.subscribeJson(metricWantedSubject, metricWanted, (wanted) => {
    wants.push(wanted);
    next.resolve(wanted);
    next = Promise.withResolvers();
    poller.say(wanted, poller.reply(wanted));
  });
  const responder = respondSnapshots(link, () => ({ epoch, sequence, values: [...values.values()] }));
  await Promise.all([subscription.ready(), responder.ready()]);
  return poller;
}

function respondSnapshots(link: NatsLink, snapshot: () => MetricSnapshot): NatsSubscription {
  return link.respondJson(metricSnapshotSubject, metricSnapshotRequest, () => ({ ok: true, value: snapshot() }));
}

/** A series whose last points have these values. */
export function seriesOf(...values: readonly (number | null)[]): MetricSeriesAnswer['series'][number] {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const points = values.map((value, index): [number, number | null] => [
    nowSeconds - 10 * (values.length - index),
    value,
  ]);
  return { scope: '*', points, pointCount: points.length };
}

/** An answer to a want: good, just now, unless `changes` say otherwise. */
export function toAnswer(wanted: MetricWanted, changes: Partial<MetricSeriesAnswer>): MetricSeriesAnswer {
  const { ageSeconds, offsetSeconds, org, query } = wanted;
  const now = Date.now();
  const failed = changes.reason !== undefined && changes.reason !== '';
  return {
    ageSeconds,
    offsetSeconds,
    org,
    query,
    attemptedAtMillis: now,
    reason: '',
    message: failed ? 'it failed' : '',
    httpStatus: failed ? null : 200,
    rateLimit: null,
    answeredAtMillis: failed ? 0 : now,
    series: [],
    ...changes,
  };
}
