import { once } from 'node:events';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriesOf } from './testing/fake-poller.js';
import { startTestScaler, type TestScaler } from './testing/start-scaler.js';

let scaler: TestScaler;
let count = 0;

beforeAll(async () => {
  scaler = await startTestScaler({ DD_KEDA_SCALER_MAX_STREAMS: '2' });
});

afterAll(async () => scaler.stop());

function trigger(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  count += 1;
  return { query: `sum:streamed{n:${count}}`, targetValue: '7', activationQueryValue: '10', ...changes };
}

/** Everything a stream sends. */
function listen(stream: ClientReadableStream<unknown>): unknown[] {
  const received: unknown[] = [];
  stream.on('data', (message) => received.push(message));
  stream.on('error', () => undefined);
  return received;
}

async function cancel(stream: ClientReadableStream<unknown>): Promise<void> {
  const ended = once(stream, 'end').catch(() => undefined);
  stream.cancel();
  await ended;
}

/** Resolves when everything said before has been heard: a call that comes after it sees it. */
async function heard(metadata: Readonly<Record<string, string>>, value: number): Promise<void> {
  await expect
    .poll(() => scaler.keda.getMetrics(metadata))
    .toMatchObject({ response: { metricValues: [{ metricValueFloat: value }] } });
}

describe('StreamIsActive', () => {
  test('sends true at each upward crossing, and only then', async () => {
    const metadata = trigger();
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
    const stream = scaler.keda.stream('StreamIsActive', metadata);
    const received = listen(stream);
    await heard(metadata, 5);
    const want = scaler.poller.wants.findLast(({ query }) => query === metadata['query']);
    if (want === undefined) throw new Error('nothing is wanted');
    for (const [value, times] of [
      [11, 1],
      [12, 1],
      [9, 1],
      [20, 2],
    ] as const) {
      scaler.poller.say(want, { series: [seriesOf(value)] });
      await heard(metadata, value);
      await expect.poll(() => received.length).toBe(times);
    }
    scaler.poller.say(want, { reason: 'CredentialsRefused' });
    scaler.poller.say(want, { series: [seriesOf(21)] });
    await heard(metadata, 21);
    expect(received).toEqual([{ result: true }, { result: true }]);
    await cancel(stream);
  });

  test('sends true at once when the trigger is active already', async () => {
    const metadata = trigger();
    scaler.poller.reply = () => ({ series: [seriesOf(50)] });
    await heard(metadata, 50);
    const stream = scaler.keda.stream('StreamIsActive', metadata);
    await expect(once(stream, 'data')).resolves.toEqual([{ result: true }]);
    stream.on('error', () => undefined);
    await cancel(stream);
  });

  test('refuses a trigger that is wrong', async () => {
    const stream = scaler.keda.stream('StreamIsActive', trigger({ targetValue: '' }));
    stream.resume();
    await expect(once(stream, 'end')).rejects.toMatchObject({ code: 3 });
  });
});

test('StreamMetricSpec sends what GetMetricSpec gives, at once', async () => {
  const metadata = trigger();
  const stream = scaler.keda.stream('StreamMetricSpec', metadata);
  const [sent] = await once(stream, 'data');
  await expect(scaler.keda.getMetricSpec(metadata)).resolves.toEqual({ ok: true, response: sent });
  stream.on('error', () => undefined);
  await cancel(stream);
});

test('there are only so many streams, and one that ends makes room', async () => {
  const openStreams = async (): Promise<number> =>
    Number(/keda_scaler_streams (\d+)/.exec(await scaler.metricsText())?.[1]);
  await expect.poll(openStreams).toBe(0);
  const streams = [1, 2].map(() => scaler.keda.stream('StreamMetricSpec', trigger()));
  await Promise.all(streams.map((stream) => once(stream, 'data')));
  const third = scaler.keda.stream('StreamMetricSpec', trigger());
  third.resume();
  await expect(once(third, 'end')).rejects.toMatchObject({ code: 8 });
  for (const stream of streams) {
    stream.on('error', () => undefined);
    await cancel(stream);
  }
  await expect.poll(openStreams).toBe(0);
});
