import { logsProcessed, logsProcessedSubject, logsReceivedSubject, printSubject } from '@dogwatch/messages';
import { connectNats, type NatsLink, openStream } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, startLogLab } from '../lab/log-lab.ts';

// Logs come over NATS and leave over NATS: what others publish is queued as it is, and processed logs wait in a stream.

const root = 'log-over-nats';
let lab: LogLab;
let replica: AppProcess;
let link: NatsLink;

beforeAll(async () => {
  lab = await startLogLab(root);
  replica = await lab.startReplica('replica-0', {
    DD_LOG_PREPROCESSOR_SINK: 'nats',
    DD_LOG_PREPROCESSOR_QUEUE_SUBJECTS: 'raw.logs.>',
  });
  lab.serve(replica);
  link = connectNats({ servers: lab.nats.url, root, name: 'story', log: silentLogger });
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(async () => {
  await link.stop();
  await lab.stop();
});

test('every way in leads to the stream of processed logs', async () => {
  const connection = await link.connected();
  connection.publish('raw.logs.web', '[{"message":"an array","service":"web"},{"message":"of two","service":"api"}]');
  connection.publish('raw.logs.web', 'a line\nanother line');
  const batch = { receivedAtMillis: Date.now(), defaults: { service: 'web' }, logs: ['of the contract'] };
  link.publishJson(logsReceivedSubject, { service: 'web' }, batch);
  expect(await lab.send([{ message: 'over HTTP', service: 'web' }])).toBe(202);

  const stream = openStream(link, {
    name: 'logs_processed',
    subjects: [logsProcessedSubject],
    kind: 'log',
    maxBytes: 1024 ** 3,
  });
  const bySubject = new Map<string, unknown[]>();
  const consumer = stream.consume(
    { durable: 'reader', template: logsProcessedSubject.template, maxInFlight: 10, ackWaitMillis: 5000 },
    async ({ subject, data }) => {
      const { logs } = logsProcessed.parse(JSON.parse(Buffer.from(data).toString()));
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), ...logs.map(({ message }) => message)]);
      return { kind: 'done' };
    },
  );
  const of = (service: string): readonly unknown[] =>
    (bySubject.get(printSubject(root, logsProcessedSubject, { service })) ?? [])
      .map(String)
      .toSorted((a, b) => a.localeCompare(b));
  await eventually(() => {
    expect(of('web')).toEqual(['an array', 'of the contract', 'over HTTP']);
    expect(of('api')).toEqual(['of two']);
    expect(of('')).toEqual(['a line', 'another line']);
  });
  await consumer.stop();
});

test('what is no batch is kept aside, and the queue goes on', async () => {
  const connection = await link.connected();
  connection.publish(printSubject(root, logsReceivedSubject, { service: 'web' }), 'no batch');
  await eventually(async () =>
    expect(await replica.metricsText()).toMatch(/logs_refused\{reason="UnreadableBatch",kept="true"\} 1$/m),
  );
  expect((await replica.probe('/readyz')).status).toBe(200);
});
