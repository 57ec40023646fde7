import {
  type MetricSnapshot,
  metricSnapshotRequest,
  metricSnapshotSubject,
  type MetricValue,
  type MetricValuesUpdated,
  metricValuesUpdatedSubject,
} from '@dogwatch/messages';
import { connectNats, type NatsLink } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';

/** What a metrics-poller that leads does over NATS. */
export interface FakeLeader {
  readonly link: NatsLink;
  /** Sends an event with the next number. */
  publish(values: readonly MetricValue[], removed?: readonly string[]): void;
  /** Changes what snapshots say; the event with the next number gets lost. */
  publishInVain(values: readonly MetricValue[]): void;
  stop(): Promise<void>;
}

/** Connects a leader that answers snapshots with all it has published. */
export async function startFakeLeader(url: string): Promise<FakeLeader> {
  const link = connectNats({ servers: url, name: 'leader', log: silentLogger, reconnectMillis: 20 });
  await link.connected();
  const known = new Map<string, MetricValue>();
  let sequence = 0;
  const responder = link.respondJson(metricSnapshotSubject, metricSnapshotRequest, () => {
    const value: MetricSnapshot = { epoch: 'one', sequence, values: [...known.values()] };
    return { ok: true, value };
  });
  await responder.ready();
  const remember = (values: readonly MetricValue[]): void => {
    for (const value of values) known.set(`${value.namespace}/${value.name}`, value);
  };
  return {
    link,
    publish: (values, removed = []) => {
      remember(values);
      for (const key of removed) known.delete(key);
      sequence += 1;
      const event: MetricValuesUpdated = {
        epoch: 'one',
        sequence,
        sentAtMillis: Date.now(),
        values: [...values],
        removed: [...removed],
      };
      link.publishJson(metricValuesUpdatedSubject, {}, event);
    },
    publishInVain: (values) => {
      remember(values);
      sequence += 1;
    },
    stop: () => link.stop(),
  };
}
