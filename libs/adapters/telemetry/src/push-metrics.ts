import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Registry } from 'prom-client';
import type { Logger } from './logger.js';
import type { MetricsSettings } from './metrics-settings.js';
import { withOtelVariables } from './otel-variables.js';
import { createOtlpMetricExporter } from './otlp-metric-exporter.js';
import { createRegistryProducer } from './registry-producer.js';
import { within } from './within.js';

/** Metrics on their way to a receiver. */
export interface MetricsPush {
  /** Sends what the metrics are now. Never rejects. */
  flush(timeoutMillis: number): Promise<void>;
  /** Sends them a last time and ends. Never rejects. */
  stop(timeoutMillis: number): Promise<void>;
}

/** What is pushed, and as whose. */
export interface PushedMetrics {
  readonly registry: Registry;
  readonly version: string;
  /** Attributes of the OpenTelemetry resource. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Sends the metrics of a registry over OTLP, again and again, until it is stopped. Undefined when the settings are of no use: a
 * service runs without it rather than not at all.
 */
export function startMetricsPush(
  settings: MetricsSettings,
  pushed: PushedMetrics,
  log: Logger,
): MetricsPush | undefined {
  try {
    return withOtelVariables(settings.variables, () => startPush(settings, pushed, log));
  } catch (error) {
    log.error({ error }, 'Metrics cannot be sent; the service only serves them. Check the OTEL_* variables.');
    return undefined;
  }
}

function startPush(
  settings: MetricsSettings,
  { registry, version, attributes }: PushedMetrics,
  log: Logger,
): MetricsPush {
  const reader = new PeriodicExportingMetricReader({
    exporter: createOtlpMetricExporter(settings, log),
    exportIntervalMillis: settings.intervalMillis,
    exportTimeoutMillis: settings.timeoutMillis,
    metricProducers: [createRegistryProducer(registry, version, Date.now())],
  });
  const resource = defaultResource().merge(resourceFromAttributes(attributes));
  const provider = new MeterProvider({ resource, readers: [reader] });
  return {
    flush: (timeoutMillis) => within(timeoutMillis, provider.forceFlush({ timeoutMillis })),
    stop: (timeoutMillis) => within(timeoutMillis, provider.shutdown({ timeoutMillis })),
  };
}
