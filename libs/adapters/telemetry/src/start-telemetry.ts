import type { Tracer } from '@opentelemetry/api';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createLogger, type Logger, type LogLevel, parseLogLevel } from './logger.js';
import { parseMetricsSettings } from './metrics-settings.js';
import type { Tracing } from './node-sdk-tracing.js';
import type { Env } from './otlp-settings.js';
import type { MetricsPush } from './push-metrics.js';
import { type ServiceIdentity, toResourceAttributes, toServiceIdentity } from './resource-attributes.js';
import { createScrubber, type Scrubber } from './scrub.js';
import { noopTracerProvider, registerOpenTelemetry, runWithProvider } from './service-context.js';
import { parseTracingSettings } from './tracing-settings.js';

/** What a service tells of itself, and where. */
export interface TelemetryOptions {
  readonly serviceName: string;
  readonly version: string;
  /** Default: the process's environment. */
  readonly env?: Env;
  /** Default: DD_LOG_LEVEL, else `info`. */
  readonly logLevel?: LogLevel;
  /** Receives each log line; default: standard output. */
  readonly write?: (line: string) => void;
  /** Metrics of the process itself (memory, event loop, collections); true for a service that owns its process. Default false. */
  readonly processMetrics?: boolean;
}

/** Logs, metrics and traces of one service; several can live in one process. */
export interface Telemetry {
  readonly identity: ServiceIdentity;
  readonly logger: Logger;
  /** Metrics of this service alone. */
  readonly registry: Registry;
  /** Masks this service's secrets in its log lines; also for other texts that leave the process. */
  readonly scrubber: Scrubber;
  /** A tracer of this service, whatever the active context. */
  tracer(name: string): Tracer;
  /** Runs `work` so that spans opened through the OpenTelemetry API, in it and in what it starts, are this service's. */
  run<T>(work: () => T): T;
  /** The Prometheus text format of the registry. */
  metricsText(): Promise<string>;
  /** Resolves when the spans so far, and the metrics where they are sent, are delivered, or after 3 seconds. Never rejects. */
  flush(): Promise<void>;
  /**
   * Delivers what is left, within 3 seconds. Never rejects; may be called twice. A delivery that the receiver does not answer keeps
   * the process alive beyond that, until its own time (OTEL_EXPORTER_OTLP_TIMEOUT) is over: services end by `process.exit`.
   */
  stop(): Promise<void>;
}

const flushMillis = 3000;

/**
 * Starts logs, metrics and, when the environment names an OTLP endpoint (see `parseTracingSettings`), traces. Trace context
 * of others is understood and handed on in any case. Metrics are for Prometheus to fetch, and are also sent when the environment
 * says so (see `parseMetricsSettings`). The OpenTelemetry SDK is loaded only when there is something to send.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const env = options.env ?? process.env;
  const identity = toServiceIdentity(options.serviceName, options.version, env);
  const scrubber = createScrubber();
  const logger = createLogger({
    level: options.logLevel ?? parseLogLevel(env['DD_LOG_LEVEL'] ?? '') ?? 'info',
    fields: logFields(identity),
    scrubber,
    ...(options.write === undefined ? {} : { write: options.write }),
  });
  registerOpenTelemetry();
  const tracing = await startTracing(identity, env, logger);
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });
  const push = await startPush({ identity, env, logger, registry });
  const parts = [tracing, push].filter((part) => part !== undefined);
  const provider = tracing?.provider ?? noopTracerProvider;
  let stopped: Promise<void> | undefined;
  return {
    identity,
    logger,
    registry,
    scrubber,
    tracer: (name) => provider.getTracer(name),
    run: (work) => runWithProvider(provider, work),
    metricsText: () => registry.metrics(),
    flush: () => forAll(parts, (part) => part.flush(flushMillis)),
    stop: () => (stopped ??= forAll(parts, (part) => part.stop(flushMillis))),
  };
}

async function startTracing(identity: ServiceIdentity, env: Env, log: Logger): Promise<Tracing | undefined> {
  const settings = parseTracingSettings(env);
  if (settings === undefined) return undefined;
  const { startNodeSdkTracing } = await import('./node-sdk-tracing.js');
  return startNodeSdkTracing(settings, toResourceAttributes(identity, env), log);
}

async function startPush({
  identity,
  env,
  logger,
  registry,
}: Pick<Telemetry, 'identity' | 'logger' | 'registry'> & { readonly env: Env }): Promise<MetricsPush | undefined> {
  const { settings, problems } = parseMetricsSettings(env);
  for (const problem of problems) logger.warn({}, problem);
  if (settings === undefined) return undefined;
  const { startMetricsPush } = await import('./push-metrics.js');
  const attributes = toResourceAttributes(identity, env);
  return startMetricsPush(settings, { registry, version: identity.version, attributes }, logger);
}

async function forAll<T>(parts: readonly T[], work: (part: T) => Promise<void>): Promise<void> {
  await Promise.all(parts.map(work));
}

function logFields({ name, version, environment }: ServiceIdentity): Record<string, string> {
  return { service: name, version, ...(environment === undefined ? {} : { env: environment }) };
}
