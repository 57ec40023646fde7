import type { Registry } from '@dogwatch/telemetry';
import type { DemoService } from '../services/start-services.js';

/** What the services count. */
export interface Counters {
  readonly datadogCalls: { readonly total: number; readonly failed: number };
  /** What Datadog said last; undefined until it has. */
  readonly budget: { readonly limit: number; readonly remaining: number; readonly resetSeconds: number } | undefined;
  /** Reads of metrics, by replica of external-metrics-api. */
  readonly replicas: readonly { readonly name: string; readonly answers: number; readonly errors: number }[];
}

/** Reads the same metrics that /metrics shows. */
export async function readCounters(poller: DemoService, replicas: readonly DemoService[]): Promise<Counters> {
  const { registry } = poller;
  const total = (await read(registry, 'datadog_requests')) ?? 0;
  const succeeded = (await read(registry, 'datadog_requests', { status: 'success' })) ?? 0;
  const limit = await read(registry, 'rate_limit_queries_limit');
  const remaining = await read(registry, 'rate_limit_queries_remaining');
  const resetSeconds = await read(registry, 'rate_limit_queries_reset');
  const counts = replicas.map(async ({ name, registry }) => ({
    name,
    answers: (await read(registry, 'external_metrics_api_requests', { in_error: 'false' })) ?? 0,
    errors: (await read(registry, 'external_metrics_api_requests', { in_error: 'true' })) ?? 0,
  }));
  return {
    datadogCalls: { total, failed: total - succeeded },
    budget: limit === undefined ? undefined : { limit, remaining: remaining ?? limit, resetSeconds: resetSeconds ?? 0 },
    replicas: await Promise.all(counts),
  };
}

/** The sum of the samples with these labels; undefined when there is none. */
async function read(
  registry: Registry,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get();
  const wanted = Object.entries(labels);
  const values = (metric?.values ?? []).filter((sample) =>
    wanted.every(([label, value]) => new Map<string, unknown>(Object.entries(sample.labels)).get(label) === value),
  );
  return values.length === 0 ? undefined : values.reduce((sum, { value }) => sum + value, 0);
}
