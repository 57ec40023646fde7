import {
  type Env,
  exporterNames,
  givenEndpoint,
  type OtlpSettings,
  readOtelVariables,
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
 * in OTEL_TRACES_EXPORTER, switches tracing on; OTEL_SDK_DISABLED=true or `none` among the exporters switches it off. Without them,
 * DD_TRACE_ENABLED=true with DD_AGENT_HOST means the Datadog Agent's OTLP ports. Undefined: no tracing.
 */
export function parseTracingSettings(env: Env): TracingSettings | undefined {
  const variables = readOtelVariables(env);
  if (variables === undefined) return undefined;
  const names = exporterNames(variables, 'TRACES');
  if (names.includes('none')) return undefined;
  if (names.length === 0 && givenEndpoint(variables, 'TRACES') === undefined) return undefined;
  const { OTEL_TRACES_EXPORTER: _, ...rest } = variables;
  const isOtlp = names.every((name) => name === 'otlp');
  return {
    // the SDK knows the names in lower case only
    variables: names.length === 0 ? rest : { ...rest, OTEL_TRACES_EXPORTER: names.join(',') },
    otlp: isOtlp ? toOtlpSettings(variables, 'TRACES') : undefined,
  };
}
