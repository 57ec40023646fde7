import { hash } from 'node:crypto';
import { resolveRequest, type ServeOptions, serveValue, type ServeResult } from '@dogwatch/scaling';
import type { DecisionLog } from './explain/decision-log.js';
import { toValueList } from './http/api-objects.js';
import type { MetricRequest, ServedMetric } from './http/handle-request.js';
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

type Resolved = ReturnType<typeof resolveRequest>;

const maxResolved = 20_000;
const notLoaded = internalError('the metric values have not been loaded yet');

/** Answers reads of metrics from the store, enforces their age, and remembers each decision. */
export function createServe(sources: ServeSources): (request: MetricRequest) => ServedMetric {
  const resolve = createResolver(sources.options);
  return (request) => {
    const nowMillis = sources.nowMillis();
    const resolved = resolve(request);
    if (!resolved.ok) return toServed({ ...resolved, key: undefined }, undefined, nowMillis);
    const stored = sources.store.get(resolved.key);
    if (stored === undefined && !sources.isLoaded()) return { object: notLoaded };
    const result = serveValue(resolved.metricName, stored?.value, sources.options, nowMillis / 1000);
    record(sources.decisions, request, { ...result, key: resolved.key }, { stored, nowMillis });
    return toServed({ ...result, key: resolved.key }, stored, nowMillis);
  };
}

/** Which DatadogMetric a request means never changes, so each distinct request is worked out once. */
function createResolver(options: ServeOptions): (request: MetricRequest) => Resolved {
  const known = new Map<string, Resolved>();
  return (request) => {
    const key = JSON.stringify([request.namespace, request.metric, request.labelSelector]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const resolved = resolveRequest(request, options, (text) => hash('sha256', text));
    if (known.size >= maxResolved) known.clear();
    known.set(key, resolved);
    return resolved;
  };
}

function toServed(result: ServeResult, stored: StoredValue | undefined, nowMillis: number): ServedMetric {
  const origin = stored?.origin === undefined ? {} : { origin: stored.origin };
  if (!result.ok) {
    const causes = result.causes.map((message) => ({ reason: result.reason, message }));
    return { object: toStatus(result.httpStatus, result.statusReason, result.statusMessage, { causes }), ...origin };
  }
  const dataTimeSeconds = stored?.value.dataTimeSeconds ?? 0;
  const ageSeconds = Math.max(0, nowMillis / 1000 - dataTimeSeconds);
  return { object: toValueList([result.item]), ageSeconds, ...origin };
}

function record(
  decisions: DecisionLog,
  { namespace, metric }: MetricRequest,
  result: ServeResult & { readonly key: string },
  { stored, nowMillis }: { readonly stored: StoredValue | undefined; readonly nowMillis: number },
): void {
  decisions.record(result.key, {
    atMillis: nowMillis,
    namespace,
    metric,
    ...(stored !== undefined && { source: stored.source }),
    ...(result.ok
      ? { code: 200, value: result.item.value }
      : { code: result.httpStatus, reason: result.reason, message: result.message }),
  });
}
