import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@dogwatch/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGuideTrace, toShape } from '../lab/guide-traces.ts';
import { eventually } from '../lab/lab.ts';
import { type LogLab, startLogLab } from '../lab/log-lab.ts';
import { printTrace } from '../lab/print-trace.ts';

// One trace leads from the sender of a log through the intake, NATS and the pipelines to the request to Datadog; the guide
// docs/guides/tracing.md shows it.

let receiver: OtlpReceiver;
let lab: LogLab;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  lab = await startLogLab('log-one-trace');
  const replica = await lab.startReplica('replica-0', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  lab.serve(replica);
  await eventually(async () => expect((await replica.probe('/readyz')).status).toBe(200));
});

afterAll(async () => {
  await lab.stop();
  await receiver.stop();
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const ofTrace = (name: string): Promise<ReceivedSpan> =>
  receiver.waitForSpan((span) => span.traceId === traceId && span.name === name);

test('from the sender to Datadog', async () => {
  // the first request of a process is no example
  expect(await lab.send([{ message: 'a log before' }])).toBe(202);
  await eventually(() => expect(lab.datadog.logs.count()).toBe(1));
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  expect(await lab.send([{ message: 'a log' }], { traceparent })).toBe(202);
  const intake = await ofTrace('POST /api/v2/logs');
  const publish = await ofTrace('publish v1.log.received.{service}');
  const process = await ofTrace('process v1.log.received.{service}');
  expect([intake.kind, intake.parentSpanId]).toEqual(['SERVER', 'b7ad6b7169203331']);
  expect([publish.kind, publish.parentSpanId]).toEqual(['PRODUCER', intake.spanId]);
  expect([process.kind, process.parentSpanId]).toEqual(['CONSUMER', publish.spanId]);
  const sent = await receiver.waitForSpan((span) => span.parentSpanId === process.spanId && span.kind === 'CLIENT');
  expect(sent).toMatchObject({ traceId, name: 'POST /api/v2/logs' });
  const shown = printTrace([intake, publish, process, sent]);
  expect(toShape(shown)).toBe(toShape(readGuideTrace('POST /api/v2/logs')));
  // what happens inside is nobody's business outside
  expect(lab.datadog.calls.list().every(({ traceparent }) => traceparent === undefined)).toBe(true);
});
