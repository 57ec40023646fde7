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
  /**
   * Set when a metric is meant. Works out, once, how to read it: that costs the most of all, so it is left until the caller is
   * known to be allowed.
   */
  readonly metric?: () => TargetMetric;
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
      ...(path !== undefined && { metric: once(() => toMetric(info, path, parameters, prepare)) }),
    };
  };
}

function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => (done ??= { result: work() }).result;
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

/** A parser with a memory. */
export interface TargetMemory {
  /** The same object every time for a target that was kept. */
  readonly parse: ParseTarget;
  /** Keeps a read of a metric; only for callers who were allowed to do it, so that nobody else can fill the memory. */
  keep(method: string, target: string, parsed: ParsedTarget): void;
}

/** Autoscalers repeat the same few reads for ever, so each is parsed once. */
export function rememberTargets(parse: ParseTarget): TargetMemory {
  const known = new Map<string, ParsedTarget>();
  return {
    parse: (method, target) => (method === 'GET' ? known.get(target) : undefined) ?? parse(method, target),
    keep: (method, target, parsed) => {
      if (method !== 'GET' || target.length > maxRememberedLength || known.get(target) === parsed) return;
      if (known.size >= maxRemembered) known.clear();
      known.set(target, parsed);
    },
  };
}
