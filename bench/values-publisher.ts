import {
  metricSnapshotRequest,
  metricSnapshotSubject,
  type MetricValue,
  metricValuesUpdatedSubject,
} from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import { freshValue } from './datadog-metrics.ts';

const valuesPerMessage = 500;
const periodMillis = 30_000;

/** Does what a leading metrics-poller does over NATS: fresh values of all metrics every 30 s, and snapshots page by page. */
export async function startPublisher(link: NatsLink, names: readonly string[]): Promise<{ stop(): Promise<void> }> {
  const epoch = 'bench/1';
  let sequence = 0;
  let values: MetricValue[] = [];
  const publish = (): void => {
    values = names.map((name) => freshValue(name, Math.random() * 1000));
    for (let start = 0; start < values.length; start += valuesPerMessage) {
      sequence += 1;
      link.publishJson(
        metricValuesUpdatedSubject,
        {},
        {
          epoch,
          sequence,
          sentAtMillis: Date.now(),
          values: values.slice(start, start + valuesPerMessage),
          removed: [],
        },
      );
    }
  };
  publish();
  const responder = link.respondJson(metricSnapshotSubject, metricSnapshotRequest, ({ cursor = '0' }) => {
    const end = Number(cursor) + valuesPerMessage;
    const page = { epoch, sequence, values: values.slice(Number(cursor), end) };
    return { ok: true, value: end < values.length ? { ...page, next: String(end) } : page };
  });
  await responder.ready();
  const timer = setInterval(publish, periodMillis);
  return {
    async stop() {
      clearInterval(timer);
      await responder.stop();
    },
  };
}
