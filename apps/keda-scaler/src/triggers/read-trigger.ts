import {
  type DatadogMetricScaler,
  evaluateMetricValue,
  evaluateSeriesAnswer,
  type QueryScaler,
  type ScalerSpec,
  type ScalerValue,
  toQuantity,
} from '@dogwatch/scaling';
import type { SpanContext } from '@opentelemetry/api';
import { type Refusal, refuse } from '../grpc/refusal.js';
import type { KnownQuery } from '../series/known-query.js';
import { isLed, missedPeriods } from '../series/leader-contact.js';
import type { SeriesMemory } from '../series/series-memory.js';
import type { Want } from '../series/want.js';
import type { Values } from '../values/follow-values.js';

/** What a trigger is worth at this moment. */
export type Reading = (
  | {
      readonly ok: true;
      /** As Datadog gave it; may be negative. */
      readonly value: number;
      readonly active: boolean;
      /** The failure that the value is kept through. */
      readonly keptThrough?: string;
    }
  | Refusal
) & {
  /** How old what it rests on is, seconds. */
  readonly ageSeconds?: number;
  /** The span in which that was heard. */
  readonly origin?: SpanContext;
};

/** Where readings come from. */
export interface ReadingSources {
  readonly series: Pick<SeriesMemory, 'contact' | 'find' | 'read' | 'waits'>;
  readonly values: Pick<Values, 'get' | 'state' | 'whenLoaded'>;
  readonly isConnected: () => boolean;
  readonly firstWaitMillis: number;
  readonly nowMillis: () => number;
}

/** Reads a trigger: from memory, but for a query or a replica that is new, which waits a moment for its first answer. */
export function readTrigger(spec: ScalerSpec, sources: ReadingSources): Reading | Promise<Reading> {
  return spec.mode === 'query' ? readQuery(spec, sources) : readMetric(spec, sources);
}

/** What is remembered of a trigger; nothing is waited for, and it is not polled for this. */
export function recallTrigger(spec: ScalerSpec, sources: ReadingSources): Reading {
  if (spec.mode === 'datadogmetric') return evaluateMetric(spec, sources);
  return evaluateQuery(spec, sources.series.find(toWant(spec)), sources);
}

/** What metrics-poller is asked for. */
export function toWant({ ageSeconds, offsetSeconds, org, query }: QueryScaler): Want {
  return { ageSeconds, offsetSeconds, org, query };
}

/** There is no room for another query. */
export const tooManyQueries: Refusal = refuse(
  'TooManyQueries',
  'this replica of keda-scaler remembers as many queries as it may',
);

function readQuery(spec: QueryScaler, sources: ReadingSources): Reading | Promise<Reading> {
  const { series } = sources;
  const query = series.read(toWant(spec), spec.pointCount);
  if (query === undefined) return tooManyQueries;
  if (!isAwaited(spec, query, sources) || !series.waits.mayWait(query)) return evaluateQuery(spec, query, sources);
  return series.waits.wait(query).then(() => evaluateQuery(spec, query, sources));
}

/** Whether there is nothing yet to answer with, or only what was heard before the query was last let go; so that waiting may help. */
function isAwaited(
  { maxStalenessSeconds }: QueryScaler,
  { answer }: KnownQuery,
  { nowMillis, series }: ReadingSources,
): boolean {
  if (answer === undefined) return true;
  const goodMillis = Math.min(maxStalenessSeconds * 1000, missedPeriods * series.contact().periodMillis);
  return nowMillis() - answer.attemptedAtMillis > goodMillis;
}

function evaluateQuery(spec: QueryScaler, query: KnownQuery | undefined, sources: ReadingSources): Reading {
  const now = sources.nowMillis();
  const { answer, origin } = query ?? {};
  const trace = origin === undefined ? {} : { origin };
  if (answer === undefined) return explainSilence(sources, 'metrics-poller has not answered the query yet');
  const ageSeconds = (now - answer.answeredAtMillis) / 1000;
  const value = representable(evaluateSeriesAnswer(spec, answer, now));
  if (!value.ok && value.reason === 'Stale') return { ...explainSilence(sources, value.message, 'Stale'), ...trace };
  return { ...value, ...trace, ...(answer.answeredAtMillis > 0 && { ageSeconds }) };
}

function readMetric(spec: DatadogMetricScaler, sources: ReadingSources): Reading | Promise<Reading> {
  const { firstWaitMillis, values } = sources;
  if (values.state().synced || values.get(toMetricKey(spec)) !== undefined) return evaluateMetric(spec, sources);
  return values.whenLoaded(firstWaitMillis).then(() => evaluateMetric(spec, sources));
}

/** `namespace/name` of the DatadogMetric. */
export function toMetricKey({ name, namespace }: DatadogMetricScaler): string {
  return `${namespace}/${name}`;
}

function evaluateMetric(spec: DatadogMetricScaler, sources: ReadingSources): Reading {
  const stored = sources.values.get(toMetricKey(spec));
  const nowSeconds = sources.nowMillis() / 1000;
  if (stored === undefined && !sources.values.state().synced)
    return explainSilence(sources, 'the values of the DatadogMetrics have not been heard yet', 'NotLoaded');
  const { dataTimeSeconds } = stored?.value ?? {};
  return {
    ...representable(evaluateMetricValue(spec, stored?.value, nowSeconds)),
    ...(stored?.origin !== undefined && { origin: stored.origin }),
    ...(typeof dataTimeSeconds === 'number' && { ageSeconds: nowSeconds - dataTimeSeconds }),
  };
}

/** Far below what the HorizontalPodAutoscaler can read; saves a closer look. */
const surelyRepresentable = 1e15;

/** A value that the HorizontalPodAutoscaler would read wrongly is refused, as by external.metrics.k8s.io. */
function representable(value: ScalerValue): Exclude<ScalerValue, { ok: false }> | Refusal {
  if (!value.ok) return refuse(value.reason, value.message);
  if (value.value < surelyRepresentable) return value;
  const quantity = toQuantity(Math.max(value.value, 0));
  return quantity.ok ? value : quantity;
}

/** Why nothing is heard: no NATS, nobody who leads, or `otherwise`. */
function explainSilence(
  { isConnected, nowMillis, series }: ReadingSources,
  what: string,
  otherwise: 'NotAnsweredYet' | 'NotLoaded' | 'Stale' = 'NotAnsweredYet',
): Refusal {
  if (!isConnected()) return refuse('NatsAway', `${what}, and there is no connection to NATS`);
  const { heardAtMillis } = series.contact();
  if (isLed(series.contact(), nowMillis())) return refuse(otherwise, what);
  const since =
    heardAtMillis === 0 ? 'has never been heard' : `was last heard at ${new Date(heardAtMillis).toISOString()}`;
  return refuse('NoLeader', `${what}: metrics-poller ${since}`);
}
