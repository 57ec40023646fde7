import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';

/** What a call is counted under. */
export interface CallLabels {
  readonly method: string;
  /** Name of the gRPC status. */
  readonly code: string;
  /** Why it was refused; empty when it was not. */
  readonly reason: string;
}

/** Counts and times calls, and how old the values given were. */
export interface ScalerMetrics {
  observe(labels: CallLabels, elapsedSeconds: number): void;
  observeAge(ageSeconds: number): void;
}

/** What is looked at when metrics are read. */
export interface ScalerSizes {
  readonly wantedQueries: () => number;
  readonly rememberedQueries: () => number;
  readonly triggers: () => number;
  readonly streams: () => number;
}

/** The metrics of keda-scaler. Triggers and queries are no labels: there may be thousands. */
export function createScalerMetrics(registry: Registry, sizes: ScalerSizes): ScalerMetrics {
  const registers = [registry];
  const calls = new Counter({
    name: 'keda_scaler_calls_total',
    help: 'Calls of KEDA, by method, gRPC status and reason.',
    labelNames: ['method', 'code', 'reason'],
    registers,
  });
  const seconds = new Histogram({
    name: 'keda_scaler_call_duration_seconds',
    help: 'Seconds that calls of KEDA took.',
    labelNames: ['method'],
    buckets: [0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2, 3],
    registers,
  });
  const ages = new Histogram({
    name: 'keda_scaler_value_age_seconds',
    help: 'How old the answers of Datadog were that values were given from.',
    buckets: [1, 5, 15, 30, 60, 120, 300, 600],
    registers,
  });
  addGauges(registry, sizes);
  return {
    observe: ({ code, method, reason }, elapsedSeconds) => {
      calls.inc({ method, code, reason });
      seconds.observe({ method }, elapsedSeconds);
    },
    observeAge: (ageSeconds) => ages.observe(Math.max(0, ageSeconds)),
  };
}

function addGauges(registry: Registry, sizes: ScalerSizes): void {
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['keda_scaler_wanted_queries', 'Queries that metrics-poller is asked to poll.', sizes.wantedQueries],
    ['keda_scaler_remembered_queries', 'Queries whose last answer is remembered.', sizes.rememberedQueries],
    ['keda_scaler_triggers', 'Triggers that KEDA has asked about.', sizes.triggers],
    ['keda_scaler_streams', 'Streams that are open.', sizes.streams],
  ];
  for (const [name, help, read] of gauges) {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
  }
}
