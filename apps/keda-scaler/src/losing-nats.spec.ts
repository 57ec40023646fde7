import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runtimeToken, type ScalerRuntime } from './scaler-runtime.js';
import { connectScaler } from './grpc/scaler-client.js';
import { startScalerService, startTestScaler, type TestScaler } from './testing/start-scaler.js';

const metadata = { query: 'sum:requests{*}', targetValue: '7' };
let scaler: TestScaler;

beforeAll(async () => {
  scaler = await startTestScaler();
});

afterAll(async () => scaler.stop());

test('without NATS from the start it tells metric and target, and why it has no value', async () => {
  const service = await startScalerService({ NATS_URL: 'nats://127.0.0.1:1', DD_KEDA_SCALER_FIRST_WAIT: '0' });
  const keda = connectScaler(service.app.get<ScalerRuntime>(runtimeToken).grpcPort);
  await expect(keda.getMetricSpec(metadata)).resolves.toMatchObject({ ok: true });
  for (const trigger of [metadata, { datadogMetricName: 'queue', targetValue: '7' }]) {
    await expect(keda.getMetrics(trigger)).resolves.toMatchObject({
      code: 14,
      details: expect.stringContaining('(NatsAway)'),
    });
  }
  await expect(keda.check()).resolves.toEqual({ ok: true, response: { status: 2 } });
  keda.close();
  await service.stop();
});

test('when NATS goes away it answers from memory, and stays ready for as long', async () => {
  await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({ ok: true });
  await scaler.broker.stop();
  await vi.waitFor(
    async () => expect(await scaler.readyz()).toMatchObject({ peers: { nats: { state: 'down' } } }),
    5000,
  );
  await expect(scaler.readyz()).resolves.toMatchObject({ status: 'ok' });
  await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({
    response: { metricValues: [{ metricValueFloat: 5 }] },
  });
});

test('streams end in good order after their lifetime, and when the service stops', async () => {
  const env = { NATS_URL: 'nats://127.0.0.1:1', DD_KEDA_SCALER_STREAM_LIFETIME: '1' };
  const service = await startScalerService(env);
  const keda = connectScaler(service.app.get<ScalerRuntime>(runtimeToken).grpcPort);
  const open = (): Promise<unknown> => once(keda.stream('StreamMetricSpec', metadata).resume(), 'end');
  // a stream that is cut off ends with an error, which would reject
  await expect(open()).resolves.toEqual([]);
  const last = open();
  await keda.getMetricSpec(metadata);
  const [, clean] = await Promise.all([last, service.stop()]);
  expect(clean).toBe(true);
  keda.close();
});
