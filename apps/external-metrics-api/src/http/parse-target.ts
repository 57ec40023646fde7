import type { SpanContext } from '@opentelemetry/api';
import type { ObjectAnswer } from './answer.js';
import type { Status } from './api-objects.js';
import { checkListOptions } from './check-list-options.js';
import { parseRequestInfo, type RequestInfo, type ResourcePath } from './request-info.js';
import { toMetricPath } from './routes.js';
import { verbNotSupported } from './status.js';

/** A read of one metric. */
export interface MetricRequest {
  readonly namespace: string;
  readonly metric: string;
  /** The text of the request; known to be a label selector. */
  readonly labelSelector: string;
}

/** What a read of a metric gives. */
export interface ServedMetric {
  readonly answer: ObjectAnswer;
  /** How old the data point is that was served. */
  readonly ageSeconds?: number;
  /** The span in which the value came into being. */
  readonly origin?: SpanContext;
}

/** Reads a metric as it is now. */
export type ReadMetric = () => ServedMetric;

/** Works out once what a read means, so that reading is cheap. */
export type PrepareRead = (request: MetricRequest) => ReadMetric;

/** Everything that method and request target say, without asking anybody. */
export interface ParsedTarget {
  readonly info: RequestInfo;
  /** Absent without a query. */
  readonly parameters?: URLSearchParams;
  /** The text of the request, which need not be a selector. */
  readonly labelSelector: string;
  /** Set when a metric is meant. */
  readonly metric?: TargetMetric;
}

/** The metric of a request, with what is wrong with the request or how to read it. */
export type TargetMetric =
  | { readonly ok: true; readonly request: MetricRequest; readonly read: ReadMetric }
  | { readonly ok: false; readonly status: Status };

/** Reads method and request target; `undefined` when the target is no path. */
export type ParseTarget = (method: string, target: string) => ParsedTarget | undefined;

/** A parser that prepares the reads it finds. */
export function createTargetParser(prepare: PrepareRead): ParseTarget {
  return (method, target) => {
    const info = parseRequestInfo(method, target);
    if (info === undefined) return undefined;
    const parameters = info.query === '' ? undefined : new URLSearchParams(info.query);
    const labelSelector = parameters?.get('labelSelector') ?? '';
    const path = toMetricPath(info);
    return {
      info,
      labelSelector,
      ...(parameters !== undefined && { parameters }),
      ...(path !== undefined && { metric: toMetric(info, path, parameters, prepare) }),
    };
  };
}

function toMetric(
  info: RequestInfo,
  path: ResourcePath,
  parameters: URLSearchParams | undefined,
  prepare: PrepareRead,
): TargetMetric {
  const { group, namespace, resource: metric } = path;
  if (info.verb !== 'list') return { ok: false, status: verbNotSupported(info.verb, group, metric) };
  const status = parameters === undefined ? undefined : checkListOptions(parameters, path);
  if (status !== undefined) return { ok: false, status };
  const request = { namespace, metric, labelSelector: parameters?.get('labelSelector') ?? '' };
  return { ok: true, request, read: prepare(request) };
}

const maxRemembered = 16_384;
const maxRememberedLength = 512;

/** Autoscalers repeat the same few reads for ever, so each is parsed once; the result is the same object every time. */
export function rememberTargets(parse: ParseTarget): ParseTarget {
  const known = new Map<string, ParsedTarget>();
  return (method, target) => {
    if (method !== 'GET' || target.length > maxRememberedLength) return parse(method, target);
    const found = known.get(target);
    if (found !== undefined) return found;
    const parsed = parse(method, target);
    if (parsed === undefined) return undefined;
    if (known.size >= maxRemembered) known.clear();
    known.set(target, parsed);
    return parsed;
  };
}
