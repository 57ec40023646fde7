import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { expect, it } from 'vitest';
import { createRegistryProducer } from './registry-producer.js';

async function collect(registry: Registry): Promise<readonly MetricData[]> {
  const { resourceMetrics } = await createRegistryProducer(registry, '1.2.3', 5500).collect();
  expect(resourceMetrics.scopeMetrics[0]?.scope).toEqual({ name: 'dogwatch', version: '1.2.3' });
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

it('tells counters and gauges with their labels as texts, cumulative since the start', async () => {
  const registry = new Registry();
  new Counter({ name: 'calls_total', help: 'Calls.', labelNames: ['code'], registers: [registry] }).inc(
    { code: 200 },
    2,
  );
  new Gauge({ name: 'age', help: 'Age.', registers: [registry] }).set(-1.5);
  const [calls, age] = await collect(registry);
  expect(calls).toMatchObject({
    descriptor: { name: 'calls_total', description: 'Calls.' },
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: [{ value: 2, attributes: { code: '200' }, startTime: [5, 500_000_000] }],
  });
  expect(age).toMatchObject({ dataPointType: DataPointType.GAUGE, dataPoints: [{ value: -1.5, attributes: {} }] });
});

it('leaves out what is no number, metrics without values, and summaries', async () => {
  const registry = new Registry();
  new Gauge({ name: 'unknown', help: 'x', registers: [registry] }).set(NaN);
  registry.registerMetric(new Counter({ name: 'never', help: 'x', labelNames: ['a'], registers: [] }));
  new Summary({ name: 'summary', help: 'x', registers: [registry] }).observe(1);
  expect(await collect(registry)).toEqual([]);
});

it('keeps the groups of a histogram apart', async () => {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'seconds',
    help: 'x',
    labelNames: ['method'],
    buckets: [1],
    registers: [registry],
  });
  histogram.observe({ method: 'GET' }, 0.5);
  histogram.observe({ method: 'PUT' }, 3);
  const [data] = await collect(registry);
  expect(data?.dataPoints).toMatchObject([
    { attributes: { method: 'GET' }, value: { sum: 0.5, count: 1, buckets: { boundaries: [1], counts: [1, 0] } } },
    { attributes: { method: 'PUT' }, value: { sum: 3, count: 1, buckets: { boundaries: [1], counts: [0, 1] } } },
  ]);
});

it('counts each observation in exactly one bucket: that of the first bound it does not exceed', async () => {
  const bounds = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(bounds, fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 1 }), async (some, values) => {
      const buckets = some.toSorted((a, b) => a - b);
      const registry = new Registry();
      const histogram = new Histogram({ name: 'h', help: 'x', buckets, registers: [registry] });
      for (const value of values) histogram.observe(value);
      const counts = [...buckets, Infinity].map(
        (bound, index) => values.filter((value) => value <= bound && value > (buckets[index - 1] ?? -Infinity)).length,
      );
      const [data] = await collect(registry);
      expect(data?.dataPoints).toMatchObject([
        { value: { count: values.length, buckets: { boundaries: buckets, counts } } },
      ]);
    }),
    { numRuns: 50 },
  );
});
