/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where spans go and which are kept. */
export interface TracingSettings {
  /** The whole URL, path included, that takes OTLP over HTTP. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sampler: SamplerSettings;
}

/** A sampler of the OpenTelemetry specification; `parentBased` follows the caller's decision where there is one. */
export interface SamplerSettings {
  readonly parentBased: boolean;
  /** Share of new traces that are kept, 0 to 1. */
  readonly ratio: number;
}

/**
 * Reads the standard variables of OpenTelemetry (OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_*, OTEL_TRACES_SAMPLER*).
 * Without an OTLP endpoint, DD_TRACE_ENABLED=true with DD_AGENT_HOST means the Datadog Agent's OTLP port 4318.
 * Undefined: no tracing.
 */
export function parseTracingSettings(env: Env): TracingSettings | undefined {
  if (isTrue(env['OTEL_SDK_DISABLED']) || env['OTEL_TRACES_EXPORTER']?.trim() === 'none') return undefined;
  const url = tracesUrl(env);
  if (url === undefined) return undefined;
  const headers = parsePairs(env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '');
  return { url, headers, sampler: parseSampler(env) };
}

/** Reads `key=value,key=value` with percent-encoded values, the form of OTEL_RESOURCE_ATTRIBUTES; parts without `=` are left out. */
export function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 1 ? undefined : ([pair.slice(0, equals).trim(), decode(pair.slice(equals + 1).trim())] as const);
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

function tracesUrl(env: Env): string | undefined {
  const exact = text(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
  if (exact !== undefined) return exact;
  const base = text(env['OTEL_EXPORTER_OTLP_ENDPOINT']) ?? agentUrl(env);
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`;
}

function agentUrl(env: Env): string | undefined {
  const host = text(env['DD_AGENT_HOST']);
  if (host === undefined || !isTrue(env['DD_TRACE_ENABLED'])) return undefined;
  return `http://${host.includes(':') ? `[${host}]` : host}:4318`;
}

function parseSampler(env: Env): SamplerSettings {
  const name = text(env['OTEL_TRACES_SAMPLER'])?.toLowerCase() ?? 'parentbased_always_on';
  const parentBased = name.startsWith('parentbased_');
  const root = parentBased ? name.slice('parentbased_'.length) : name;
  if (root === 'always_off') return { parentBased, ratio: 0 };
  if (root === 'traceidratio') return { parentBased, ratio: parseRatio(env['OTEL_TRACES_SAMPLER_ARG']) };
  return { parentBased: parentBased || root !== 'always_on', ratio: 1 };
}

function parseRatio(value: string | undefined): number {
  const ratio = Number(text(value) ?? '1');
  return ratio >= 0 && ratio <= 1 ? ratio : 1;
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
