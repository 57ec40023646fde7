import { type HrTime, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricDescriptor,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';

/** A value of a metric as prom-client tells it; those of a histogram have a name of their own: `<name>_bucket`, `_sum`, `_count`. */
interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
}

interface RegistryMetric {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge`, `histogram` or `summary`; the types of prom-client call it a number. */
  readonly type: unknown;
  readonly values: readonly Sample[];
}

interface Period {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** The bridge from a registry to OpenTelemetry: under their names, cumulative since `startMillis` (Unix time). Summaries, which none of our services has, are left out. */
export function createRegistryProducer(registry: Registry, version: string, startMillis: number): MetricProducer {
  const startTime = millisToHrTime(startMillis);
  return {
    async collect() {
      const period = { startTime, endTime: millisToHrTime(Date.now()) };
      const found: readonly RegistryMetric[] = await registry.getMetricsAsJSON();
      const metrics = found
        .flatMap((metric) => toMetricData(metric, period))
        .filter(({ dataPoints }) => dataPoints.length > 0);
      const scopeMetrics = [{ scope: { name: 'dogwatch', version }, metrics }];
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
    },
  };
}

function toMetricData({ name, help, type, values }: RegistryMetric, period: Period): readonly MetricData[] {
  const descriptor: MetricDescriptor = { name, description: help, unit: '', valueType: ValueType.DOUBLE };
  const common = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE };
  if (type === 'counter')
    return [{ ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: toPoints(values, period) }];
  if (type === 'gauge')
    return [{ ...common, dataPointType: DataPointType.GAUGE, dataPoints: toPoints(values, period) }];
  if (type !== 'histogram') return [];
  return [{ ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: toHistograms(name, values, period) }];
}

function toPoints(values: readonly Sample[], period: Period): DataPoint<number>[] {
  return values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ value, labels }) => ({ ...period, value, attributes: toAttributes(labels) }));
}

function toHistograms(name: string, values: readonly Sample[], period: Period): DataPoint<Histogram>[] {
  const byLabels = Map.groupBy(values, ({ labels }) => JSON.stringify(toAttributes(labels)));
  return [...byLabels.values()].map((samples) => ({
    ...period,
    value: toHistogram(name, samples),
    attributes: toAttributes(samples[0]?.labels ?? {}),
  }));
}

/** Buckets of Prometheus count all values up to their bound; those of OpenTelemetry only what is in them. */
function toHistogram(name: string, samples: readonly Sample[]): Histogram {
  const buckets = samples
    .filter(({ metricName }) => metricName === `${name}_bucket`)
    .map(({ labels, value }) => ({ bound: toBound(labels['le']), count: value }))
    .toSorted((a, b) => a.bound - b.bound);
  const valueOf = (suffix: string): number =>
    samples.find(({ metricName }) => metricName === `${name}${suffix}`)?.value ?? 0;
  return {
    buckets: {
      boundaries: buckets.map(({ bound }) => bound).filter(Number.isFinite),
      counts: buckets.map(({ count }, index) => count - (buckets[index - 1]?.count ?? 0)),
    },
    sum: valueOf('_sum'),
    count: valueOf('_count'),
  };
}

function toBound(le: string | number | undefined): number {
  return le === '+Inf' ? Infinity : Number(le);
}

/** Labels as texts, without the bound of a bucket. */
function toAttributes(labels: Sample['labels']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      name === 'le' || value === undefined ? [] : [[name, String(value)] as const],
    ),
  );
}
