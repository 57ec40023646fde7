import { requestStatus } from '@dogwatch/scaling';
import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import type { ClientEvents } from './client-events.js';
import { queryPath } from './query-path.js';

const gaugeDocs = {
  limit: 'Calls allowed in a period, as Datadog said last.',
  period: 'Length of the period in seconds.',
  reset: 'Seconds until the next period.',
  remaining: 'Calls left in this period.',
  remainingMin: 'Least number of calls left, seen in the last two refresh periods.',
} as const;

type GaugeName = keyof typeof gaugeDocs;

const gaugeNames: readonly GaugeName[] = ['limit', 'period', 'reset', 'remaining', 'remainingMin'];

/**
 * The metrics of the Datadog Cluster Agent about its calls, under the same names: `datadog_requests{status}` and
 * `rate_limit_queries_{limit,period,reset,remaining,remaining_min}{endpoint}`; and `datadog_request_seconds` of our own.
 * `labels` are added to all of them.
 */
export function createDatadogMetrics(registry: Registry, labels: Readonly<Record<string, string>> = {}): ClientEvents {
  const registers = [registry];
  const extraNames = Object.keys(labels);
  const requests = new Counter({
    name: 'datadog_requests',
    help: 'Requests to Datadog by how they ended.',
    labelNames: ['status', ...extraNames],
    registers,
  });
  const seconds = new Histogram({
    name: 'datadog_request_seconds',
    help: 'Duration of requests to Datadog.',
    labelNames: ['site', ...extraNames],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const gauges = gaugeNames.map((name) => ({ name, gauge: createGauge(name, registry, extraNames) }));
  return {
    attempt({ endpoint, end, seconds: took }) {
      requests.inc({ status: requestStatus(end.ok ? undefined : end.reason), ...labels });
      seconds.observe({ site: endpoint, ...labels }, took);
    },
    budget({ gauges: values }) {
      for (const { name, gauge } of gauges) {
        const value = values[name];
        if (value !== undefined) gauge.set({ endpoint: queryPath, ...labels }, value);
      }
    },
  };
}

function createGauge(name: GaugeName, registry: Registry, extraNames: readonly string[]): Gauge {
  const suffix = name === 'remainingMin' ? 'remaining_min' : name;
  return new Gauge({
    name: `rate_limit_queries_${suffix}`,
    help: gaugeDocs[name],
    labelNames: ['endpoint', ...extraNames],
    registers: [registry],
  });
}
