import { diag, DiagLogLevel, ProxyTracerProvider, trace, type TracerProvider as AnyProvider } from '@opentelemetry/api';
import { diagLogLevelFromString } from '@opentelemetry/core';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';
import { withOtelVariables } from './otel-variables.js';
import { createOtlpExporter } from './otlp-exporter.js';
import type { TracingSettings } from './tracing-settings.js';
import { within } from './within.js';

/** A tracer provider with an end. */
export interface Tracing {
  readonly provider: AnyProvider;
  /** Resolves when the spans ended so far are delivered, or the time is over. Never rejects. */
  flush(timeoutMillis: number): Promise<void>;
  /** Flushes and closes, within the time. Never rejects. */
  stop(timeoutMillis: number): Promise<void>;
}

/**
 * Starts the OpenTelemetry NodeSDK for the traces of one service, without instrumentations. Its settings are the OTEL_* variables given; what
 * it has to say about them is logged. The process-wide parts of OpenTelemetry stay as they are. Undefined when the settings
 * are of no use: a service runs without traces rather than not at all.
 */
export function startNodeSdkTracing(
  settings: TracingSettings,
  attributes: Readonly<Record<string, string>>,
  log: Logger,
): Tracing | undefined {
  try {
    return withOtelVariables(toSdkVariables(settings), () =>
      withSdkMessages(settings, log, () => startSdk(settings, attributes, log)),
    );
  } catch (error) {
    log.error({ error }, 'Tracing cannot be started; the service runs without it. Check the OTEL_* variables.');
    return undefined;
  }
}

function startSdk(
  { otlp, variables }: TracingSettings,
  attributes: Readonly<Record<string, string>>,
  log: Logger,
): Tracing | undefined {
  const configuration: Partial<NodeSDKConfiguration> = {
    resource: defaultResource().merge(resourceFromAttributes(attributes)),
    autoDetectResources: false,
    instrumentations: [],
    textMapPropagator: null,
    ...(otlp === undefined ? {} : { traceExporter: createOtlpExporter({ otlp, variables }, log) }),
  };
  // null keeps the context manager of the process; the SDK's types know this of propagators only
  const sdk = new NodeSDK(Object.assign(configuration, { contextManager: null }));
  const provider = providerStartedBy(sdk);
  if (provider === undefined) return undefined;
  return {
    provider,
    flush: (timeoutMillis) => within(timeoutMillis, provider.forceFlush({ timeoutMillis })),
    stop: (timeoutMillis) => within(timeoutMillis, sdk.shutdown()),
  };
}

/** The SDK makes its provider the global one and has no other way to hand it out; the former global one is put back. */
function providerStartedBy(sdk: NodeSDK): TracerProvider | undefined {
  const former = globalProvider();
  trace.disable();
  try {
    sdk.start();
    const started = globalProvider();
    return started instanceof TracerProvider ? started : undefined;
  } finally {
    trace.disable();
    trace.setGlobalTracerProvider(former);
  }
}

function globalProvider(): AnyProvider {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
}

// traces alone are the SDK's task here: metrics come from the registry, and log lines go to standard output
function toSdkVariables({ variables }: TracingSettings): TracingSettings['variables'] {
  const { OTEL_LOG_LEVEL: _, ...rest } = variables;
  return { ...rest, OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
}

/** What the SDK says while it starts, such as a sampler it does not know, goes to our log; with OTEL_LOG_LEVEL also what it says later. */
function withSdkMessages<T>({ variables }: TracingSettings, log: Logger, work: () => T): T {
  const level = diagLogLevelFromString(variables['OTEL_LOG_LEVEL']);
  const say =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string): void =>
      log[at]({ library: 'OpenTelemetry' }, message);
  diag.setLogger(
    { verbose: say('debug'), debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    { logLevel: level ?? DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  try {
    return work();
  } finally {
    if (level === undefined) diag.disable();
  }
}
