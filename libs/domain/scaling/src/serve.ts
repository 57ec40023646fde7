import type { MetricValue } from '@dogwatch/messages';
import { printTime } from './datadog-metric-status.js';
import { isServable } from './freshness.js';
import { toPlainMetric, type Sha256Hex } from './metric-name.js';
import { parseMetricRef } from './metric-ref.js';
import { metricKey } from './metric-state.js';
import type { ScalingOptions } from './options.js';
import { parseLabelSelector } from './parse-label-selector.js';
import { printQuantity, toQuantity } from './quantity.js';
import { failure, isScalingReason, type Failure, type ScalingReason } from './reasons.js';

/** A request to external.metrics.k8s.io. */
export interface MetricRequest {
  /** Namespace of the URL. */
  readonly namespace: string;
  /** Metric of the URL, decoded. */
  readonly metric: string;
  /** Absent and empty select everything. */
  readonly labelSelector?: string | undefined;
}

/** Settings of serving. */
export interface ServeOptions extends Pick<
  ScalingOptions,
  'aggregator' | 'queryValidityPeriodSeconds' | 'rollupSeconds'
> {
  /** `datadog` answers every failure with 500 as the Datadog Cluster Agent does; `precise` tells failures apart. */
  readonly statusCodes: 'datadog' | 'precise';
  /** Refuses metrics of another namespace than the URL's. */
  readonly namespaceIsolation: boolean;
  readonly autogenNamespace: string;
}

/** What serving depends on. */
export interface ServeContext {
  readonly lookup: (key: string) => MetricValue | undefined;
  readonly options: ServeOptions;
  readonly nowSeconds: number;
  readonly sha256Hex: Sha256Hex;
}

/** One item of an ExternalMetricValueList. */
export interface ServedItem {
  readonly metricName: string;
  readonly metricLabels: null;
  /** Time of the data point, RFC 3339 with whole seconds. */
  readonly timestamp: string;
  /** A quantity. */
  readonly value: string;
}

/** A refusal, ready to become a Kubernetes Status. */
export interface Refusal extends Failure {
  readonly httpStatus: 400 | 403 | 404 | 422 | 500;
  /** Reason of the Status. */
  readonly statusReason: 'BadRequest' | 'Forbidden' | 'InternalError' | 'Invalid' | 'NotFound';
  /** Message of the Status; `message` is the cause alone. */
  readonly statusMessage: string;
  /** Messages of details.causes. */
  readonly causes: readonly string[];
}

/** The DatadogMetric that a request means. */
export interface RequestedMetric {
  /** The requested name in lower case, under which the value is served. */
  readonly metricName: string;
  /** `NAMESPACE/NAME` of the DatadogMetric. */
  readonly key: string;
}

/** The answer to a request; `key` is the DatadogMetric it was looked up under, as far as that is known. */
export type ServeResult =
  | { readonly ok: true; readonly key: string; readonly item: ServedItem }
  | (Refusal & { readonly key: string | undefined });

const statuses = {
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  422: 'Invalid',
  500: 'InternalError',
} as const;

/** 422 makes KEDA fall back to a metric's substitute, so it is kept for metrics that Datadog has no data for. */
const preciseStatus: Readonly<Partial<Record<ScalingReason, Refusal['httpStatus']>>> = {
  BadReference: 400,
  NamespaceNotAllowed: 403,
  NoSeries: 422,
  NotFound: 404,
  OnlyNulls: 422,
  Outdated: 422,
};

/** Answers a request: which metric it means, and whether its value may be served. */
export function serveMetric(request: MetricRequest, context: ServeContext): ServeResult {
  const requested = resolveRequest(request, context.options, context.sha256Hex);
  if (!requested.ok) return { ...requested, key: undefined };
  const { key, metricName } = requested;
  const served = serveValue(metricName, context.lookup(key), context.options, context.nowSeconds);
  return { ...served, key };
}

/**
 * Which DatadogMetric a request means: the one that a `datadogmetric@` name refers to, whatever the selector; else the one that
 * is generated for the metric and selector. Depends on nothing but its arguments, so it can be remembered.
 */
export function resolveRequest(
  { labelSelector = '', metric, namespace }: MetricRequest,
  options: Omit<ServeOptions, 'queryValidityPeriodSeconds'>,
  sha256Hex: Sha256Hex,
): ({ readonly ok: true } & RequestedMetric) | Refusal {
  const metricName = metric.toLowerCase();
  const selector = parseLabelSelector(labelSelector);
  if (!selector.ok) return toRefusal(selector, options);
  const parsed = parseMetricRef(metricName);
  if (!parsed.ok) return toRefusal(parsed, options);
  if (parsed.ref.kind === 'reference') {
    const isAllowed = !options.namespaceIsolation || parsed.ref.namespace === namespace;
    if (isAllowed) return { ok: true, metricName, key: metricKey(parsed.ref) };
    return toRefusal(notAllowed(parsed.ref.namespace, namespace), options);
  }
  const plain = toPlainMetric(parsed.ref.metric, selector.selector, options, sha256Hex);
  if (!plain.ok) return toRefusal(plain, options);
  return { ok: true, metricName, key: metricKey({ namespace: options.autogenNamespace, name: plain.name }) };
}

/** Serves what is known of a metric, or tells why not: unknown, invalid, too old, or no value that an autoscaler can read. */
export function serveValue(
  metricName: string,
  known: MetricValue | undefined,
  options: Pick<ServeOptions, 'queryValidityPeriodSeconds' | 'statusCodes'>,
  nowSeconds: number,
): { readonly ok: true; readonly item: ServedItem } | Refusal {
  if (known === undefined)
    return toRefusal(failure('NotFound', `DatadogMetric not found for the metric ${metricName}`), options);
  const { dataTimeSeconds, maxAgeSeconds, value } = known;
  if (!known.valid || value === null || dataTimeSeconds === null) return toRefusal(whyInvalid(known), options);
  if (!isServable(dataTimeSeconds, maxAgeSeconds, nowSeconds, options))
    return toRefusal(stale(dataTimeSeconds, maxAgeSeconds, nowSeconds), options);
  const quantity = toQuantity(value);
  if (!quantity.ok) return toRefusal(quantity, options);
  const timestamp = printTime(dataTimeSeconds);
  return { ok: true, item: { metricName, metricLabels: null, timestamp, value: printQuantity(quantity.quantity) } };
}

function notAllowed(owner: string, namespace: string): Failure {
  return failure(
    'NamespaceNotAllowed',
    `the metric belongs to the namespace ${owner} and was asked for in ${namespace}; namespace isolation is on`,
  );
}

function stale(dataTimeSeconds: number, maxAgeSeconds: number, nowSeconds: number): Failure {
  const age = Math.trunc(nowSeconds) - dataTimeSeconds;
  return failure('Stale', `DatadogMetric is too old: its data point is ${age} s old, maxAge is ${maxAgeSeconds} s`);
}

function whyInvalid({ reason, message }: MetricValue): Failure {
  const text = message === '' ? 'DatadogMetric is invalid, missing error details' : message;
  return failure(isScalingReason(reason) ? reason : 'NotQueriedYet', text);
}

function toRefusal(cause: Failure, { statusCodes }: Pick<ServeOptions, 'statusCodes'>): Refusal {
  const httpStatus = statusOf(cause.reason, statusCodes);
  const statusMessage = httpStatus === 500 ? `Internal error occurred: ${cause.message}` : cause.message;
  return { ...cause, httpStatus, statusReason: statuses[httpStatus], statusMessage, causes: [cause.message] };
}

function statusOf(reason: ScalingReason, statusCodes: ServeOptions['statusCodes']): Refusal['httpStatus'] {
  // A selector that cannot be parsed is refused by every API server before the metric is looked up.
  if (reason === 'BadSelector') return 400;
  return statusCodes === 'datadog' ? 500 : (preciseStatus[reason] ?? 500);
}
