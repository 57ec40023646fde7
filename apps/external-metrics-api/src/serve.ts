import { hash } from 'node:crypto';
import type { MetricValue } from '@dogwatch/messages';
import { isServable, type Refusal, resolveRequest, type ServeOptions, serveValue } from '@dogwatch/scaling';
import type { DecisionLog, ServedDecision } from './explain/decision-log.js';
import { type ExternalMetricValueList, type Status, toValueList } from './http/api-objects.js';
import type { ServedMetric } from './http/handle-request.js';
import type { MetricRequest } from './http/parse-target.js';
import { internalError, toStatus } from './http/status.js';
import type { StoredValue, ValueStore } from './values/value-store.js';

/** What serving needs. */
export interface ServeSources {
  readonly store: ValueStore;
  /** Whether any source has told all its values; before that, an unknown metric may well exist. */
  readonly isLoaded: () => boolean;
  readonly options: ServeOptions;
  readonly decisions: DecisionLog;
  readonly nowMillis: () => number;
}

const notLoaded = internalError('the metric values have not been loaded yet');

/** Answers reads of metrics from the store, enforces their age, and remembers each decision. */
export function createServe(sources: ServeSources): (request: MetricRequest) => ServedMetric {
  const { store, options, decisions } = sources;
  const resolve = createResolver(options);
  const render = createRenderer(options);
  return (request) => {
    const nowMillis = sources.nowMillis();
    const resolved = resolve(request);
    if (!resolved.ok) return { object: toRefusalStatus(resolved) };
    const stored = store.get(resolved.key);
    if (stored === undefined && !sources.isLoaded()) return { object: notLoaded };
    const rendered = render(resolved.metricName, stored?.value, nowMillis / 1000);
    decisions.record(resolved.key, toDecision(request, rendered, stored, nowMillis));
    return toServed(rendered, stored, nowMillis);
  };
}

type Resolved = ReturnType<typeof resolveRequest>;

/** Which DatadogMetric a request means never changes, so each request object is worked out once. */
function createResolver(options: ServeOptions): (request: MetricRequest) => Resolved {
  const known = new WeakMap<MetricRequest, Resolved>();
  return (request) => {
    const found = known.get(request);
    if (found !== undefined) return found;
    const resolved = resolveRequest(request, options, (text) => hash('sha256', text));
    known.set(request, resolved);
    return resolved;
  };
}

type Rendered =
  | {
      readonly ok: true;
      readonly metricName: string;
      readonly list: ExternalMetricValueList;
      readonly quantity: string;
    }
  | Refusal;

type Render = (metricName: string, value: MetricValue | undefined, nowSeconds: number) => Rendered;

/** A value looks the same until a newer one takes its place; only its age has to be looked at each time. */
function createRenderer(options: ServeOptions): Render {
  const known = new WeakMap<MetricValue, Extract<Rendered, { ok: true }>>();
  return (metricName, value, nowSeconds) => {
    const found = value === undefined ? undefined : known.get(value);
    if (found?.metricName === metricName && isStillServable(value, nowSeconds, options)) return found;
    const result = serveValue(metricName, value, options, nowSeconds);
    if (!result.ok) return result;
    const rendered = { ok: true, metricName, list: toValueList([result.item]), quantity: result.item.value } as const;
    if (value !== undefined) known.set(value, rendered);
    return rendered;
  };
}

function isStillServable(value: MetricValue | undefined, nowSeconds: number, options: ServeOptions): boolean {
  if (value?.dataTimeSeconds == null) return false;
  return isServable(value.dataTimeSeconds, value.maxAgeSeconds, nowSeconds, options);
}

function toServed(rendered: Rendered, stored: StoredValue | undefined, nowMillis: number): ServedMetric {
  const origin = stored?.origin === undefined ? {} : { origin: stored.origin };
  if (!rendered.ok) return { object: toRefusalStatus(rendered), ...origin };
  const ageSeconds = Math.max(0, nowMillis / 1000 - (stored?.value.dataTimeSeconds ?? 0));
  return { object: rendered.list, ageSeconds, ...origin };
}

function toRefusalStatus({ httpStatus, statusReason, statusMessage, causes, reason }: Refusal): Status {
  const details = { causes: causes.map((message) => ({ reason, message })) };
  return toStatus(httpStatus, statusReason, statusMessage, details);
}

function toDecision(
  { namespace, metric }: MetricRequest,
  rendered: Rendered,
  stored: StoredValue | undefined,
  atMillis: number,
): ServedDecision {
  const asked = { atMillis, namespace, metric, ...(stored !== undefined && { source: stored.source }) };
  if (rendered.ok) return { ...asked, code: 200, value: rendered.quantity };
  return { ...asked, code: rendered.httpStatus, reason: rendered.reason, message: rendered.message };
}
