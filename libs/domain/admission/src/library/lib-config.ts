import { isJsonList, isJsonObject, type JsonObject, type JsonValue, memberOf, parseJson } from '../json.js';
import { type EnvironmentVariable, literal } from '../edit-pod.js';
import { failure, type Failure } from '../reasons.js';

/** How the value of a setting is written into its variable; undefined for a value of the wrong kind. */
type Write = (value: JsonValue) => string | undefined;

const text: Write = (value) => (typeof value === 'string' ? value : undefined);
const flag: Write = (value) => (typeof value === 'boolean' ? String(value) : undefined);
const integer: Write = (value) => (typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined);
const rate: Write = (value) => (typeof value === 'number' ? value.toFixed(2) : undefined);

function list(separator: string): Write {
  return (value) =>
    isJsonList(value) && value.every((item) => typeof item === 'string') ? value.join(separator) : undefined;
}

function pairs(left: string, right: string): Write {
  return (value) => {
    if (!isJsonList(value)) return undefined;
    const texts = value.map((item) => {
      const [a, b] = isJsonObject(item) ? [memberOf(item, left) ?? '', memberOf(item, right) ?? ''] : [];
      return typeof a === 'string' && typeof b === 'string' ? `${a}:${b}` : undefined;
    });
    return texts.includes(undefined) ? undefined : texts.join(', ');
  };
}

/** Setting, variable, and how its value is written; variables are set in this order. */
const settings: readonly (readonly [setting: string, variable: string, write: Write])[] = [
  ['service_name', 'DD_SERVICE', text],
  ['env', 'DD_ENV', text],
  ['tracing_enabled', 'DD_TRACE_ENABLED', flag],
  ['log_injection_enabled', 'DD_LOGS_INJECTION', flag],
  ['health_metrics_enabled', 'DD_TRACE_HEALTH_METRICS_ENABLED', flag],
  ['runtime_metrics_enabled', 'DD_RUNTIME_METRICS_ENABLED', flag],
  ['tracing_sampling_rate', 'DD_TRACE_SAMPLE_RATE', rate],
  ['tracing_rate_limit', 'DD_TRACE_RATE_LIMIT', integer],
  ['tracing_tags', 'DD_TAGS', list(',')],
  ['tracing_service_mapping', 'DD_TRACE_SERVICE_MAPPING', pairs('from_key', 'to_name')],
  ['tracing_agent_timeout', 'DD_TRACE_AGENT_TIMEOUT', integer],
  ['tracing_header_tags', 'DD_TRACE_HEADER_TAGS', pairs('header', 'tag_name')],
  ['tracing_partial_flush_min_spans', 'DD_TRACE_PARTIAL_FLUSH_MIN_SPANS', integer],
  ['tracing_debug', 'DD_TRACE_DEBUG', flag],
  ['tracing_log_level', 'DD_TRACE_LOG_LEVEL', text],
  ['tracing_methods', 'DD_TRACE_METHODS', list(';')],
  ['tracing_propagation_style_inject', 'DD_PROPAGATION_STYLE_INJECT', list(',')],
  ['tracing_propagation_style_extract', 'DD_PROPAGATION_STYLE_EXTRACT', list(',')],
  ['data_streams_enabled', 'DD_DATA_STREAMS_ENABLED', flag],
];

/** The variables of a tracer configuration, in their fixed order. */
export type ParsedLibConfig = { readonly ok: true; readonly variables: readonly EnvironmentVariable[] } | Failure;

/** Reads the JSON of an annotation `<language>-lib.config.v1`; `BadAnnotation` when it is none or a setting has the wrong kind. */
export function parseLibConfig(json: string): ParsedLibConfig {
  const parsed = parseJson(json);
  if (!parsed.ok || !isJsonObject(parsed.value)) return failure('BadAnnotation', 'is no JSON object');
  return toVariables(parsed.value);
}

function toVariables(config: JsonObject): ParsedLibConfig {
  const variables: EnvironmentVariable[] = [];
  for (const [setting, variable, write] of settings) {
    const value = memberOf(config, setting) ?? null;
    const written = value === null ? undefined : write(value);
    if (value !== null && written === undefined)
      return failure('BadAnnotation', `has a value of the wrong kind for ${setting}`);
    if (written !== undefined) variables.push(literal(variable, written));
  }
  return { ok: true, variables };
}
