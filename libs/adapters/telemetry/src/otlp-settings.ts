/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What is sent over OTLP, as the variables of OpenTelemetry name it. */
export type OtlpSignal = 'TRACES' | 'METRICS';

/** An OTLP receiver, as log lines name it; the exporter reads the details from the variables. */
export interface OtlpSettings {
  /** `http/protobuf`, `http/json` or `grpc`, or what else OTEL_EXPORTER_OTLP_PROTOCOL says. */
  readonly protocol: string;
  readonly endpoint: string;
}

/** A receiver, and the OTEL_* variables from which its exporter takes the rest: headers, timeout, compression, certificates. */
export interface OtlpTarget {
  readonly otlp: OtlpSettings;
  readonly variables: Env;
}

/**
 * The OTEL_* variables that count: those that are set (a blank one counts as not set) and the OTLP endpoints of the
 * Datadog Agent, one for each signal, where DD_TRACE_ENABLED=true and DD_AGENT_HOST name it. Undefined when OTEL_SDK_DISABLED=true.
 */
export function readOtelVariables(env: Env): Readonly<Record<string, string>> | undefined {
  return isTrue(env['OTEL_SDK_DISABLED']) ? undefined : { ...agentEndpoints(env), ...otelVariables(env) };
}

/** The OTEL_* variables that are set; a blank one counts as not set. */
export function otelVariables(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('OTEL_') && value !== undefined && value.trim() !== '' ? [[name, value] as const] : [],
    ),
  );
}

/** The receiver of a signal: what is said of the signal, else what is said of all, else the default of the specification. */
export function toOtlpSettings(variables: Env, signal: OtlpSignal): OtlpSettings {
  const protocol = variableOf(variables, signal, 'PROTOCOL') ?? 'http/protobuf';
  return { protocol, endpoint: givenEndpoint(variables, signal) ?? `http://localhost:${otlpPort(protocol)}` };
}

/** The names in OTEL_TRACES_EXPORTER or OTEL_METRICS_EXPORTER, in lower case. */
export function exporterNames(variables: Env, signal: OtlpSignal): readonly string[] {
  const names = (variables[`OTEL_${signal}_EXPORTER`] ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '');
}

/** The time that one delivery may take, retries too, as the variables say it. */
export function deliveryMillis(variables: Env, signal: OtlpSignal): number {
  const millis = Number(variableOf(variables, signal, 'TIMEOUT'));
  return millis > 0 ? millis : 10_000;
}

/** The endpoint that is named for a signal, or for all. */
export function givenEndpoint(variables: Env, signal: OtlpSignal): string | undefined {
  return variableOf(variables, signal, 'ENDPOINT');
}

/** A text without the blanks around it; undefined when nothing is left. */
export function textOf(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function variableOf(variables: Env, signal: OtlpSignal, name: 'ENDPOINT' | 'PROTOCOL' | 'TIMEOUT'): string | undefined {
  return textOf(variables[`OTEL_EXPORTER_OTLP_${signal}_${name}`]) ?? textOf(variables[`OTEL_EXPORTER_OTLP_${name}`]);
}

/** The Agent has a port for each protocol, and each signal may have a protocol of its own. A receiver that is named for all wins. */
function agentEndpoints(env: Env): Record<string, string> {
  const host = textOf(env['DD_AGENT_HOST']);
  const hasOwnReceiver = textOf(env['OTEL_EXPORTER_OTLP_ENDPOINT']) !== undefined;
  if (host === undefined || hasOwnReceiver || !isTrue(env['DD_TRACE_ENABLED'])) return {};
  const address = `http://${host.includes(':') ? `[${host}]` : host}`;
  return {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: agentEndpoint(address, variableOf(env, 'TRACES', 'PROTOCOL'), '/v1/traces'),
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: agentEndpoint(address, variableOf(env, 'METRICS', 'PROTOCOL'), '/v1/metrics'),
  };
}

// what is named for one signal is taken as it is, so the path is part of it; gRPC has none
function agentEndpoint(address: string, protocol: string | undefined, path: string): string {
  return `${address}:${otlpPort(protocol)}${protocol === 'grpc' ? '' : path}`;
}

function otlpPort(protocol: string | undefined): number {
  return protocol === 'grpc' ? 4317 : 4318;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
