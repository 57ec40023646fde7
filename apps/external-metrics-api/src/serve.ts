import { hash } from 'node:crypto';
import type { MetricValue } from '@dogwatch/messages';
import {
  isServable,
  type Refusal,
  resolveRequest,
  type ServeOptions,
  serveValue,
  type StoredValue,
  type ValueStore,
} from '@dogwatch/scaling';
import type { SpanContext } from '@opentelemetry/api';
import type { DecisionLog, ServedDecision } from './explain/decision-log.js';
import { answerWith, type ObjectAnswer } from './http/answer.js';
import { type Status, toValueList } from './http/api-objects.js';
import type { MetricRequest, PrepareRead, ServedMetric } from './http/parse-target.js';
import { internalError, toStatus } from './http/status.js';

/** What serving needs. */
export interface ServeSources {
  readonly store: ValueStore<SpanContext>;
  /** Whether any source has told all its values; before that, an unknown metric may well exist. */
  readonly isLoaded: () => boolean;
  readonly options: ServeOptions;
  readonly decisions: DecisionLog;
  readonly nowMillis: () => number;
}

const notLoaded: ServedMetric = { answer: answerWith(internalError('the metric values have not been loaded yet')) };

/**
 * Prepares reads of metrics from the store. Which DatadogMetric a request means never changes, so it is worked out once; a
 * value looks the same until a newer one takes its place, so it is rendered once; its age is looked at each time.
 */
export function createServe({ store, isLoaded, options, decisions, nowMillis }: ServeSources): PrepareRead {
  return (asked) => {
    // what is remembered of a read must not keep the whole request target alive, of which these are slices
    const request = { ...asked, namespace: detach(asked.namespace), metric: detach(asked.metric) };
    const resolved = resolveRequest(request, options, (text) => hash('sha256', text));
    if (!resolved.ok) return () => ({ answer: answerWith(toRefusalStatus(resolved)) });
    const { key, metricName } = resolved;
    let last: Rendered | undefined;
    return () => {
      const now = nowMillis();
      const stored = store.get(key);
      if (stored === undefined && !isLoaded()) return notLoaded;
      if (last?.value !== stored?.value || !isStillServable(last, now / 1000, options)) {
        last = render(metricName, stored?.value, now / 1000, options);
      }
      decisions.record(key, toDecision(request, last, stored, now));
      return toServed(last, stored, now);
    };
  };
}

/** The same text, in memory of its own. */
function detach(text: string): string {
  return Buffer.from(text).toString();
}

/** A value, or its absence, as it is served. */
interface Rendered {
  readonly value: MetricValue | undefined;
  readonly answer: ObjectAnswer;
  /** The quantity that was served, or why none was. */
  readonly outcome: { readonly ok: true; readonly quantity: string } | Refusal;
}

function render(
  metricName: string,
  value: MetricValue | undefined,
  nowSeconds: number,
  options: ServeOptions,
): Rendered {
  const result = serveValue(metricName, value, options, nowSeconds);
  if (!result.ok) return { value, answer: answerWith(toRefusalStatus(result)), outcome: result };
  const answer = answerWith(toValueList([result.item]));
  return { value, answer, outcome: { ok: true, quantity: result.item.value } };
}

/** Refusals tell ages, so they are never kept. */
function isStillServable(
  rendered: Rendered | undefined,
  nowSeconds: number,
  options: ServeOptions,
): rendered is Rendered {
  const value = rendered?.value;
  if (rendered?.outcome.ok !== true || value?.dataTimeSeconds == null) return false;
  return isServable(value.dataTimeSeconds, value.maxAgeSeconds, nowSeconds, options);
}

function toServed(
  { answer, outcome }: Rendered,
  stored: StoredValue<SpanContext> | undefined,
  nowMillis: number,
): ServedMetric {
  const origin = stored?.origin === undefined ? {} : { origin: stored.origin };
  if (!outcome.ok) return { answer, ...origin };
  return { answer, ageSeconds: Math.max(0, nowMillis / 1000 - (stored?.value.dataTimeSeconds ?? 0)), ...origin };
}

function toRefusalStatus({ httpStatus, statusReason, statusMessage, causes, reason }: Refusal): Status {
  const details = { causes: causes.map((message) => ({ reason, message })) };
  return toStatus(httpStatus, statusReason, statusMessage, details);
}

function toDecision(
  { namespace, metric }: MetricRequest,
  { outcome }: Rendered,
  stored: StoredValue<SpanContext> | undefined,
  atMillis: number,
): ServedDecision {
  const asked = { atMillis, namespace, metric, ...(stored !== undefined && { source: stored.source }) };
  if (outcome.ok) return { ...asked, code: 200, value: outcome.quantity };
  return { ...asked, code: outcome.httpStatus, reason: outcome.reason, message: outcome.message };
}
