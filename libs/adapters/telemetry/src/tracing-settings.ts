import {
  type Env,
  givenEndpoint,
  type OtlpSettings,
  readOtelVariables,
  textOf,
  toOtlpSettings,
} from './otlp-settings.js';

/** What the OpenTelemetry SDK is started with. */
export interface TracingSettings {
  /** OTEL_* variables, whole: those of the environment and what follows from those of Datadog. */
  readonly variables: Env;
  /** Where spans go over OTLP; undefined when OTEL_TRACES_EXPORTER names another exporter. */
  readonly otlp: OtlpSettings | undefined;
}

/**
 * Reads whether there are traces to send, and how. The standard variables of OpenTelemetry decide: an OTLP endpoint, or an exporter
 * in OTEL_TRACES_EXPORTER, switches tracing on; OTEL_SDK_DISABLED=true or the exporter `none` switches it off. Without them,
 * DD_TRACE_ENABLED=true with DD_AGENT_HOST means the Datadog Agent's OTLP ports. Undefined: no tracing.
 */
export function parseTracingSettings(env: Env): TracingSettings | undefined {
  const variables = readOtelVariables(env);
  if (variables === undefined) return undefined;
  const exporter = textOf(variables['OTEL_TRACES_EXPORTER']);
  const switchedOn = exporter ?? givenEndpoint(variables, 'TRACES');
  if (switchedOn === undefined || switchedOn === 'none') return undefined;
  return { variables, otlp: (exporter ?? 'otlp') === 'otlp' ? toOtlpSettings(variables, 'TRACES') : undefined };
}
