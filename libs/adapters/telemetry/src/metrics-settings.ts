import {
  deliveryMillis,
  type Env,
  exporterNames,
  type OtlpTarget,
  readOtelVariables,
  textOf,
  toOtlpSettings,
} from './otlp-settings.js';

/** How metrics are sent. */
export interface MetricsSettings extends OtlpTarget {
  /** Time between two deliveries. */
  readonly intervalMillis: number;
  /** How long one may take; never longer than the interval. */
  readonly timeoutMillis: number;
}

/** What OTEL_METRICS_EXPORTER says. */
export interface ParsedMetricsSettings {
  /** Undefined: nothing is sent. */
  readonly settings?: MetricsSettings;
  /** What was not understood, as sentences. */
  readonly problems: readonly string[];
}

// `prometheus` is what every service does in any case
const known = ['otlp', 'prometheus', 'none'];
const longestMillis = 86_400_000;

/**
 * Reads whether metrics are sent over OTLP, besides being served to Prometheus: only when OTEL_METRICS_EXPORTER names `otlp` and not `none`. An
 * endpoint alone does not switch it on, since a service that is scraped would then be counted twice.
 */
export function parseMetricsSettings(env: Env): ParsedMetricsSettings {
  const variables = readOtelVariables(env);
  if (variables === undefined) return { problems: [] };
  const exporters = exporterNames(variables, 'METRICS');
  const unknown = exporters
    .filter((name) => !known.includes(name))
    .map((name) => `OTEL_METRICS_EXPORTER knows ${known.join(', ')}, not '${name}'; that is left out.`);
  if (!exporters.includes('otlp') || exporters.includes('none')) return { problems: unknown };
  const interval = readMillis(variables, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  const timeout = readMillis(variables, 'OTEL_METRIC_EXPORT_TIMEOUT', 30_000);
  const timeoutMillis = Math.min(timeout.millis, interval.millis);
  const settings = {
    variables: withDeliveryLimit(variables, timeoutMillis),
    otlp: toOtlpSettings(variables, 'METRICS'),
    intervalMillis: interval.millis,
    timeoutMillis,
  };
  return {
    settings,
    problems: [...unknown, ...interval.problems, ...timeout.problems, ...checkTemporality(variables)],
  };
}

/** Else deliveries to a receiver that does not answer would pile up, and their number would be all that the log tells of it. */
function withDeliveryLimit(variables: Env, limitMillis: number): Env {
  if (deliveryMillis(variables, 'METRICS') <= limitMillis) return variables;
  return { ...variables, OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: String(limitMillis) };
}

function checkTemporality(variables: Env): readonly string[] {
  const name = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
  const text = textOf(variables[name]);
  if (text === undefined || text.toLowerCase() === 'cumulative') return [];
  return [
    `${name} is '${text}', but metrics are sent cumulative; let a collector (cumulativetodelta) or the Datadog exporter convert them.`,
  ];
}

function readMillis(
  variables: Env,
  name: string,
  fallback: number,
): { readonly millis: number; readonly problems: readonly string[] } {
  const text = textOf(variables[name]);
  if (text === undefined) return { millis: fallback, problems: [] };
  const millis = Number(text);
  if (Number.isInteger(millis) && millis >= 1 && millis <= longestMillis) return { millis, problems: [] };
  const problem = `${name} is a whole number of milliseconds from 1 to ${longestMillis}, not '${text}'; it is ${fallback} now.`;
  return { millis: fallback, problems: [problem] };
}
