import { freshValue } from '@dogwatch/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestScaler, type TestScaler } from './testing/start-scaler.js';

let scaler: TestScaler;

beforeAll(async () => {
  scaler = await startTestScaler();
  scaler.poller.publishValues(
    freshValue(),
    freshValue({
      name: 'idle',
      active: false,
      valid: false,
      value: null,
      reason: 'NotActive',
      message: 'nothing refers to it',
    }),
    freshValue({ name: 'empty', valid: false, value: null, reason: 'NoSeries', message: 'no data' }),
    freshValue({ name: 'old', dataTimeSeconds: Math.floor(Date.now() / 1000) - 400 }),
  );
  const isHeard = async (): Promise<void> => expect((await scaler.keda.getMetrics(old)).ok).toBe(true);
  await vi.waitFor(isHeard, 5000);
});

afterAll(async () => scaler.stop());

const metadata = { datadogMetricName: 'queue', targetValue: '5' };
const old = { ...metadata, datadogMetricName: 'old' };

describe('a trigger with a DatadogMetric', () => {
  test('of the namespace of its ScaledObject gives its value', async () => {
    await expect(scaler.keda.getMetricSpec(metadata)).resolves.toMatchObject({
      response: { metricSpecs: [{ metricName: 'datadogmetric@shop:queue', targetSizeFloat: 5 }] },
    });
    await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({
      response: { metricValues: [{ metricName: 'datadogmetric@shop:queue', metricValueFloat: 12.5 }] },
    });
    await expect(scaler.keda.isActive({ ...metadata, activationQueryValue: '12.5' })).resolves.toMatchObject({
      response: { result: false },
    });
    expect(scaler.poller.wants).toEqual([]);
  });

  test('that is not there is refused', async () => {
    const refused = await scaler.keda.getMetrics({ ...metadata, datadogMetricName: 'nothing' });
    expect(refused).toMatchObject({ code: 3, details: expect.stringContaining('datadogMetricName') });
  });

  test('that is not polled says how it would be', async () => {
    const refused = await scaler.keda.getMetrics({ ...metadata, datadogMetricName: 'idle' });
    expect(refused).toMatchObject({
      code: 14,
      details: expect.stringContaining('external-metrics.datadoghq.com/always-active'),
    });
  });

  test('without data takes its substitute', async () => {
    const empty = { ...metadata, datadogMetricName: 'empty' };
    await expect(scaler.keda.getMetrics(empty)).resolves.toMatchObject({ code: 14 });
    await expect(scaler.keda.getMetrics({ ...empty, metricUnavailableValue: '3' })).resolves.toMatchObject({
      response: { metricValues: [{ metricValueFloat: 3 }] },
    });
  });

  test('whose value is old holds as long as maxStaleness says', async () => {
    await expect(scaler.keda.getMetrics({ ...old, maxStaleness: '5m' })).resolves.toMatchObject({ ok: true });
    await expect(scaler.keda.getMetrics({ ...old, maxStaleness: '1m' })).resolves.toMatchObject({
      code: 14,
      details: expect.stringContaining('(Stale)'),
    });
  });

  test('activates when its value rises', async () => {
    const stream = scaler.keda.stream('StreamIsActive', { ...metadata, activationTargetValue: '100' });
    const received: unknown[] = [];
    stream.on('data', (message) => received.push(message));
    stream.on('error', () => undefined);
    await expect.poll(async () => (await scaler.metricsText()).includes('keda_scaler_streams 1')).toBe(true);
    scaler.poller.publishValues(freshValue({ value: 101 }));
    await expect.poll(() => received).toEqual([{ result: true }]);
    stream.cancel();
  });
});
