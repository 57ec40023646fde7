import type { Status } from './api-objects.js';
import { checkListOptions } from './check-list-options.js';
import { parseRequestInfo, type RequestInfo } from './request-info.js';
import { toMetricPath } from './routes.js';
import { verbNotSupported } from './status.js';

/** A read of one metric. */
export interface MetricRequest {
  readonly namespace: string;
  readonly metric: string;
  /** The text of the request; known to be a label selector. */
  readonly labelSelector: string;
}

/** Everything that method and request target say, without asking anybody. */
export interface ParsedTarget {
  readonly info: RequestInfo;
  readonly parameters: URLSearchParams;
  /** The text of the request, which need not be a selector. */
  readonly labelSelector: string;
  /** Set when a metric is meant: the read, or what is wrong with it. */
  readonly metric?:
    | { readonly ok: true; readonly request: MetricRequest }
    | { readonly ok: false; readonly status: Status };
}

/** Reads method and request target; `undefined` when the target is no path. */
export type ParseTarget = (method: string, target: string) => ParsedTarget | undefined;

/** Reads method and request target; `undefined` when the target is no path. */
export function parseTarget(method: string, target: string): ParsedTarget | undefined {
  const info = parseRequestInfo(method, target);
  if (info === undefined) return undefined;
  const parameters = new URLSearchParams(info.query);
  const labelSelector = parameters.get('labelSelector') ?? '';
  const metric = toMetric(info, parameters, labelSelector);
  return { info, parameters, labelSelector, ...(metric !== undefined && { metric }) };
}

function toMetric(info: RequestInfo, parameters: URLSearchParams, labelSelector: string): ParsedTarget['metric'] {
  const path = toMetricPath(info);
  if (path === undefined) return undefined;
  const { group, namespace, resource: metric } = path;
  if (info.verb !== 'list') return { ok: false, status: verbNotSupported(info.verb, group, metric) };
  const status = checkListOptions(parameters, path);
  return status === undefined ? { ok: true, request: { namespace, metric, labelSelector } } : { ok: false, status };
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
