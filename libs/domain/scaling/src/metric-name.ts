import { renderHpaQuery, renderScope } from './hpa-query.js';
import type { LabelSelector } from './label-selector.js';
import type { ScalingOptions } from './options.js';
import type { Failure } from './reasons.js';

/** SHA-256 of the UTF-8 bytes of a text, in hexadecimal; given by the caller, because this package is pure. */
export type Sha256Hex = (text: string) => string;

const prefix = 'dcaautogen-';
const hashBytes = 19;

/** A plain metric name with its selector, as a DatadogMetric. */
export interface PlainMetric {
  /** Name of the DatadogMetric that is generated for it. */
  readonly name: string;
  /** Query, with the metric in the case it was written in, because Datadog's metric names are case-sensitive. */
  readonly query: string;
}

/** `dcaautogen-` and the first 19 bytes of the query's SHA-256: the same name as the Datadog Cluster Agent gives. */
export function autogenName(query: string, sha256Hex: Sha256Hex): string {
  return prefix + sha256Hex(query).slice(0, hashBytes * 2);
}

/**
 * The DatadogMetric of a plain metric name. Its name is that of the query with a lower-cased metric, because API clients
 * lower-case the metric in a request; so an autoscaler and its request find the same object.
 */
export function toPlainMetric(
  metric: string,
  selector: LabelSelector,
  options: Pick<ScalingOptions, 'aggregator' | 'rollupSeconds'>,
  sha256Hex: Sha256Hex,
): ({ readonly ok: true } & PlainMetric) | Failure {
  const rendered = renderScope(selector);
  if (!rendered.ok) return rendered;
  const lowered = renderHpaQuery(metric.toLowerCase(), rendered.scope, options);
  return {
    ok: true,
    name: autogenName(lowered, sha256Hex),
    query: renderHpaQuery(metric, rendered.scope, options),
  };
}
