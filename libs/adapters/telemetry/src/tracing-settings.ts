/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What the OpenTelemetry SDK is started with. */
export interface TracingSettings {
  /** OTEL_* variables, whole: those of the environment and what follows from those of Datadog. */
  readonly variables: Env;
  /** Where spans go over OTLP; undefined when OTEL_TRACES_EXPORTER names another exporter. */
  readonly otlp: OtlpSettings | undefined;
}

/** An OTLP receiver, as log lines name it; the exporter reads the details from the variables. */
export interface OtlpSettings {
  /** `http/protobuf`, `http/json` or `grpc`, or what else OTEL_EXPORTER_OTLP_PROTOCOL says. */
  readonly protocol: string;
  readonly endpoint: string;
}

/**
 * Reads whether there are traces to send, and how. The standard variables of OpenTelemetry decide: an OTLP endpoint, or an exporter
 * in OTEL_TRACES_EXPORTER, switches tracing on; OTEL_SDK_DISABLED=true or the exporter `none` switches it off. Without them,
 * DD_TRACE_ENABLED=true with DD_AGENT_HOST means the Datadog Agent's OTLP ports. Undefined: no tracing.
 */
export function parseTracingSettings(env: Env): TracingSettings | undefined {
  if (isTrue(env['OTEL_SDK_DISABLED'])) return undefined;
  const variables = { ...agentEndpoint(env), ...otelVariables(env) };
  const exporter = text(variables['OTEL_TRACES_EXPORTER']);
  const switchedOn = exporter ?? givenEndpoint(variables);
  if (switchedOn === undefined || switchedOn === 'none') return undefined;
  return { variables, otlp: (exporter ?? 'otlp') === 'otlp' ? toOtlpSettings(variables) : undefined };
}

/** Reads `key=value,key=value` with percent-encoded values, the form of OTEL_RESOURCE_ATTRIBUTES; parts without `=` are left out. */
export function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 1 ? undefined : ([pair.slice(0, equals).trim(), decode(pair.slice(equals + 1).trim())] as const);
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

/** The OTEL_* variables that are set; a blank one counts as not set. */
export function otelVariables(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('OTEL_') && value !== undefined && value.trim() !== '' ? [[name, value] as const] : [],
    ),
  );
}

function toOtlpSettings(variables: Env): OtlpSettings {
  const protocol = givenProtocol(variables) ?? 'http/protobuf';
  return { protocol, endpoint: givenEndpoint(variables) ?? `http://localhost:${otlpPort(protocol)}` };
}

function givenProtocol(variables: Env): string | undefined {
  return text(variables['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) ?? text(variables['OTEL_EXPORTER_OTLP_PROTOCOL']);
}

function givenEndpoint(variables: Env): string | undefined {
  return text(variables['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) ?? text(variables['OTEL_EXPORTER_OTLP_ENDPOINT']);
}

function agentEndpoint(env: Env): Env {
  const host = text(env['DD_AGENT_HOST']);
  if (host === undefined || !isTrue(env['DD_TRACE_ENABLED'])) return {};
  const port = otlpPort(givenProtocol(env));
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

function otlpPort(protocol: string | undefined): number {
  return protocol === 'grpc' ? 4317 : 4318;
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
